/**
 * The calls of {@code bft.v1}, from bytes to the job and back. Every length is checked before it is
 * used, every stream has a time limit, and every refusal becomes a status with a reason.
 *
 * <p>Data in: frames from the network. Data out: rows for {@link bft.server.wire.JobPort}, frames
 * of the model. Imported by {@code bft.server} and its settings.
 *
 * <p>Two kinds of threads meet here. Each connection has the context of one of the event loops of
 * {@link bft.server.wire.WorkerPort}, which reads, decodes, watches and writes: {@code Gate},
 * {@code ServerCall}, {@code PushCall}, {@code PullCall}. The job's thread decides: {@code
 * WorkerSlots}, {@code Pushes}, {@code Pulls}. It may be any executor that runs one event after the
 * other. {@code JobThread} leads from the first to the second, {@code Peer#run} back; each class
 * states where it runs.
 *
 * <p>It has more than twelve public types, because six of them are the limits that the settings of
 * a server give to it.
 */
package bft.server.wire;
