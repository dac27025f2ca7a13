/**
 * The state of a job on disk: {@link bft.server.checkpoint.StateDirectory} has the files, {@link
 * bft.server.checkpoint.Outbox} decides what may leave the server before which of them is written,
 * {@link bft.server.checkpoint.Inspection} tells what is in one.
 *
 * <p>Data in: snapshots of the job. Data out: files, and what was held back until they were there.
 * Imported by {@code bft.server} only.
 */
package bft.server.checkpoint;
