package bft.worker.client;

import bft.worker.verdict.Refusal;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Optional;

/** A call that did not succeed, with its gRPC status. */
public final class CallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final GrpcStatus status;
    private final Refusal reason;
    private final String detail;

    CallException(GrpcStatus status, String detail) {
        this(status, null, detail);
    }

    private CallException(GrpcStatus status, Refusal reason, String detail) {
        super(status.name() + ": " + detail);
        this.status = status;
        this.reason = reason;
        this.detail = detail;
    }

    static CallException refused(GrpcStatus status, Refusal reason, String detail) {
        return new CallException(status, reason, detail);
    }

    public GrpcStatus status() {
        return status;
    }

    /** Why the server refused; empty if it did not give a reason or never answered. */
    public Optional<Refusal> reason() {
        return Optional.ofNullable(reason);
    }

    /** The message without the status. */
    public String detail() {
        return detail;
    }

    /**
     * Whether another process has taken this worker's slot. This client must not take it back, or
     * the two would take it from each other for ever.
     */
    public boolean isSlotTaken() {
        return reason == Refusal.SLOT_TAKEN;
    }

    /** Whether a retry of the same call may succeed. */
    public boolean isTransient() {
        if (reason != null) {
            return reason == Refusal.TOO_MANY_STREAMS;
        }
        return switch (status) {
            case UNAVAILABLE,
                    CANCELLED,
                    DEADLINE_EXCEEDED,
                    INTERNAL,
                    UNKNOWN,
                    DATA_LOSS,
                    ABORTED,
                    RESOURCE_EXHAUSTED ->
                    true;
            default -> false;
        };
    }
}
