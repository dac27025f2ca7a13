/**
 * The wire: protocol version 1 as declared in {@code parameter_server.proto}, for both ends.
 *
 * <p>It lives with the client because the server depends on the client library and not the other
 * way round. {@link bft.worker.wire.Protocol} names the calls and limits, {@link
 * bft.worker.wire.Messages} turns small messages into records and back and is the only class that
 * sees generated code, {@link bft.worker.wire.Frame} is the envelope around data, which {@link
 * bft.worker.wire.Chunks} moves between rows and the network with a codec. Bytes from the other end
 * are hostile until read here: every length is checked against what has arrived, and whatever does
 * not fit is a {@link bft.worker.wire.MalformedMessageException}.
 *
 * <p>n is the number of workers, f how many of them may be Byzantine, d the number of parameters.
 * Used by {@code bft.worker.client} and by the server. More than twelve public types, since each
 * message of the contract is a record of its own.
 */
package bft.worker.wire;
