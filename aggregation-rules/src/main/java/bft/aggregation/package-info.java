/**
 * Robust aggregation rules: n vectors of d coordinates, at most f of them Byzantine, in; one vector
 * of d coordinates out.
 *
 * <p>A rule is two passes over the data with algebra on n x n matrices between them. {@link
 * bft.aggregation.engine.Aggregator} has three stages: {@code measure} returns {@link
 * bft.aggregation.engine.Measured}, to which ranges of coordinates can be added; {@code decide}
 * turns the n x n {@link bft.aggregation.Distances} in it, {@link bft.aggregation.Mixing} by
 * mixing, into the {@link bft.aggregation.Weights} of a {@link bft.aggregation.engine.Decision}, in
 * n-space only; {@code apply} forms the mixed rows block by block, and a {@link
 * bft.aggregation.Reducer} makes one value of each column. {@link bft.aggregation.rules.Rules} has
 * every rule by name.
 *
 * <p>Everywhere: n rows (one for each worker), d coordinates, f rows declared Byzantine, i, j, k
 * indices. Nothing here opens a file, reads a clock, or starts a thread: executor, seed, round and
 * the channel for a snapshot are arguments. Any package may import this one.
 *
 * <p>More than twelve public types, because a new mixing or reducer needs all of them: the
 * contracts and the values that pass between them, but not the code that applies them.
 */
package bft.aggregation;
