/**
 * The wire: protocol version 1 as declared in {@code parameter_server.proto}, for both ends.
 *
 * <p>It is part of the client library because the server depends on that library and not the other
 * way round. {@link bft.worker.wire.Protocol} names the calls and limits, {@link
 * bft.worker.wire.Messages} turns small messages into records and back and is the only class that
 * uses generated code, {@link bft.worker.wire.Frame} is the envelope around data, which {@link
 * bft.worker.wire.Chunks} moves between rows and the network with a codec. Bytes from the other end
 * are not trusted: every length is checked against the bytes received, and anything invalid throws
 * a {@link bft.worker.wire.MalformedMessageException}.
 *
 * <p>n is the number of workers, f how many of them may be Byzantine, d the number of parameters.
 * Used by {@code bft.worker.client} and by the server. It has more than twelve public types because
 * each message is its own record.
 */
package bft.worker.wire;
