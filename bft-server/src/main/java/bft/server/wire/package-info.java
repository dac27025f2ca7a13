/**
 * The calls of {@code bft.v1}, from bytes to the job and back. Every length is checked before it is
 * believed, every stream has a time limit, and whatever is refused becomes a status with a reason.
 *
 * <p>Data in: frames from the network. Data out: rows for {@link bft.server.wire.JobPort}, frames
 * of the model. Everything here runs on the one context of the job. Imported by {@code bft.server}
 * only.
 */
package bft.server.wire;
