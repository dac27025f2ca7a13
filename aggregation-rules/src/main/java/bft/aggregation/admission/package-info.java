/**
 * Decides which single gradients count, for asynchronous training: a {@link
 * bft.aggregation.admission.Contribution} in, an {@link bft.aggregation.admission.Admission} out.
 * {@code filter} decides on gradients, {@code buffer} collects admitted ones until they make a
 * step, {@link bft.aggregation.admission.policy.Filters} pairs the two by name. In all of these
 * packages n is the number of workers, f the number of Byzantine workers, d the dimension, and tau
 * the staleness: newest version minus base version. Servers, simulations and attacks import it.
 *
 * <p>For each gradient that has passed the caller's own checks (identity, dimension, finite
 * coordinates, known base version) the caller runs, in one thread: {@code admission =
 * filter.admit(contribution, modelAt)}, {@code bundle = buffer.add(contribution, admission)}; if
 * there is a bundle, {@code bundle.scale()} times {@code bundle.rule()} over its rows goes to the
 * optimiser, which makes version t + 1; then {@code filter.updated(t + 1)} and {@code
 * buffer.updated(t + 1)}, before the next gradient is filtered.
 */
package bft.aggregation.admission;
