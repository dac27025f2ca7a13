package bft.worker.wire;

import bft.worker.verdict.Refusal;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Arrays;
import java.util.Optional;

/** How a refusal is sent: a gRPC status other than OK, and its name in {@link Protocol#REASON}. */
public final class Refusals {

    private Refusals() {}

    /** The status of each reason. */
    public static GrpcStatus status(Refusal reason) {
        return switch (reason) {
            case UNKNOWN_WORKER -> GrpcStatus.UNAUTHENTICATED;
            case OWNER_FULL -> GrpcStatus.PERMISSION_DENIED;
            case JOB_ENDED, FILTER_FAILED -> GrpcStatus.ABORTED;
            case TOO_MANY_STREAMS -> GrpcStatus.RESOURCE_EXHAUSTED;
            case TOO_SLOW -> GrpcStatus.DEADLINE_EXCEEDED;
            case MALFORMED, WRONG_DIMENSION, NON_FINITE -> GrpcStatus.INVALID_ARGUMENT;
            case FUTURE_VERSION, STALE_VERSION, TOO_FAR_AHEAD -> GrpcStatus.FAILED_PRECONDITION;
            case DUPLICATE -> GrpcStatus.ALREADY_EXISTS;
            case LIPSCHITZ_EXCEEDED, TOO_FREQUENT, LOW_SCORE, SLOT_TAKEN ->
                    GrpcStatus.FAILED_PRECONDITION;
        };
    }

    /** The reason with this name; empty if it is unknown here. */
    public static Optional<Refusal> named(String name) {
        return Arrays.stream(Refusal.values()).filter(r -> r.name().equals(name)).findAny();
    }
}
