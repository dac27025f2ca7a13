/**
 * Robust aggregation rules: n vectors of d coordinates, at most f of them Byzantine, in; one vector
 * of d coordinates out.
 *
 * <p>A rule is two passes over the data with a little algebra between them. {@link
 * bft.aggregation.Aggregator} makes the passes: the first gives the n x n {@link
 * bft.aggregation.Distances}; each {@link bft.aggregation.Mixing} turns distances into {@link
 * bft.aggregation.Weights}, in n-space only; the second pass forms the mixed rows block by block
 * and a {@link bft.aggregation.Reducer} makes one value of each column. {@link
 * bft.aggregation.Rules} knows every rule by name.
 *
 * <p>Everywhere: n rows (one for each worker), d coordinates, f rows declared Byzantine, i, j, k
 * indices. Nothing here opens a file, reads a clock, or starts a thread: executor, seed, round and
 * the channel for a snapshot are arguments. Any package may import this one.
 */
package bft.aggregation;
