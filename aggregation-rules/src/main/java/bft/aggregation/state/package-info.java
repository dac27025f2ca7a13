/**
 * What outlives a process: {@link bft.aggregation.state.Snapshot} is the state of something at one
 * moment as a value, {@link bft.aggregation.state.Snapshotable} is what gives one and takes one
 * back, and {@link bft.aggregation.state.SnapshotFormat} is its one binary form. Any package may
 * import it; it imports kernels only.
 *
 * <p>A snapshot costs no copy of d floats, because nobody modifies an array that a snapshot holds.
 * Whoever writes into an array of its own keeps it in an {@link bft.aggregation.state.OwnedVector},
 * which goes on in a new array once a snapshot has the old one.
 */
package bft.aggregation.state;
