/**
 * The state of a job on disk: {@link bft.server.checkpoint.StateDirectory} has the files, {@link
 * bft.server.checkpoint.Outbox} decides which message must wait for which checkpoint, {@link
 * bft.server.checkpoint.Inspection} shows what is in one.
 *
 * <p>Data in: snapshots of the job. Data out: files, and messages that were held back until the
 * files were written. Imported by {@code bft.server} only.
 */
package bft.server.checkpoint;
