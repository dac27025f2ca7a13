package bft.worker.wire;

import bft.aggregation.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;

/**
 * Names, limits and calls of protocol version 1. All calls exchange plain buffers, so client and
 * server share the constants; {@link Messages} and {@link Frame} read and write the buffers.
 */
public final class Protocol {

    /** The only version that this code supports. */
    public static final int VERSION = 1;

    /**
     * Most bytes of data in one frame. With the frame's header, the gRPC prefix and one HTTP/2
     * frame after it, it stays under 2^18, so that the receiving buffer doubles one time fewer.
     */
    public static final int CHUNK_BYTES = 245_632;

    /** Most bytes of one message of any kind. */
    public static final int MAX_MESSAGE_BYTES = 256 * 1024;

    /** Most parameters of a model: the longest array that every Java runtime can make. */
    public static final int MAX_DIMENSION = Limits.DIMENSION;

    /** Longest time that a pull may be held before it is answered. */
    public static final int MAX_WAIT_MILLIS = 60_000;

    /**
     * HTTP/2 flow-control window of one stream. Both ends must set it, or the default of 64 KiB
     * applies.
     */
    public static final int STREAM_WINDOW_BYTES = 1 << 20;

    /** HTTP/2 flow-control window of one connection. */
    public static final int CONNECTION_WINDOW_BYTES = 16 << 20;

    /** Metadata that carries {@link #BEARER} and the token. */
    public static final String AUTHORIZATION = "authorization";

    /** Prefix of the token. */
    public static final String BEARER = "Bearer ";

    /** Trailer with the name of the reason of a refusal. */
    public static final String REASON = "bft-reason";

    private static final ServiceName SERVICE = ServiceName.create("bft.v1", "ParameterServer");

    public static final ServiceMethod<Buffer, Buffer> JOIN = method("Join");
    public static final ServiceMethod<Buffer, Buffer> PULL = method("Pull");
    public static final ServiceMethod<Buffer, Buffer> PUSH = method("Push");
    public static final ServiceMethod<Buffer, Buffer> LEAVE = method("Leave");
    public static final ServiceMethod<Buffer, Buffer> STATUS = method("Status");

    private Protocol() {}

    private static ServiceMethod<Buffer, Buffer> method(String name) {
        return ServiceMethod.server(
                SERVICE, name, GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY);
    }
}
