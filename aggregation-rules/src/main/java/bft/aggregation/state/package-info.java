/**
 * State that outlives a process: a {@link bft.aggregation.state.Snapshot} is the state of an object
 * at one moment, a {@link bft.aggregation.state.Snapshotable} returns snapshots and restores them,
 * and {@link bft.aggregation.state.SnapshotFormat} is the binary format. Any package may import it;
 * it imports kernels only.
 *
 * <p>A snapshot costs no copy of d floats, because nobody modifies an array that a snapshot holds.
 * Code that overwrites an array keeps it in an {@link bft.aggregation.state.OwnedVector}, which
 * continues in a new array once a snapshot holds the old one.
 */
package bft.aggregation.state;
