/**
 * What may be said of one contribution before it counts: a {@link
 * bft.aggregation.admission.Contribution} in, a {@link bft.aggregation.admission.Admission} out.
 * {@code filter} judges gradients by what they are, {@code bundle} collects the judged ones until
 * they make a step, {@link bft.aggregation.admission.policy.Filters} pairs the two by name. Here as
 * there n is the number of workers, f of Byzantine ones, d the dimension, tau the staleness: newest
 * version less base version. Servers, simulations and attacks import it.
 *
 * <p>For each gradient that has passed the caller's own checks (identity, dimension, finite
 * coordinates, known base version) the caller does, in one thread: {@code admission =
 * filter.admit(contribution, modelAt)}, {@code bundle = buffer.add(contribution, admission)}; if
 * there is a bundle, {@code bundle.step(aggregator, round)} goes to the optimiser, which makes
 * version t + 1; then {@code filter.updated(t + 1)} and {@code buffer.updated(t + 1)}, before the
 * next gradient is judged.
 */
package bft.aggregation.admission;
