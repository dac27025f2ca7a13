package bft.server.wire;

import bft.aggregation.admission.Refused;
import bft.worker.wire.Protocol;
import bft.worker.wire.Refusals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The server's end of one call. It ends once: answered, refused, or lost because the caller reset
 * it or went away. After that, whatever still arrives is dropped and nothing more is written.
 */
final class Call {
    private static final String IDENTITY = "identity";

    private final Vertx vertx;
    private final GrpcServerRequest<Buffer, Buffer> request;
    private Runnable onEnd = () -> {};
    private boolean ended;
    private boolean read;
    private long progressNanos;
    private long timer = -1;

    Call(Vertx vertx, GrpcServerRequest<Buffer, Buffer> request) {
        this.vertx = vertx;
        this.request = request;
        request.errorHandler(reset -> finish());
        request.exceptionHandler(gone -> finish());
        request.response().exceptionHandler(gone -> finish());
    }

    GrpcServerRequest<Buffer, Buffer> request() {
        return request;
    }

    boolean isEnded() {
        return ended;
    }

    /** What to do when the call has ended, however it did. */
    void onEnd(Runnable action) {
        onEnd = action;
    }

    /**
     * Takes what the caller sends. Compressed messages are refused, for a small one can become a
     * large one; so are messages over the limit, of which nothing is kept.
     *
     * @param onMessage each message
     * @param onRead after the last
     * @param onMalformed what is wrong, in words
     */
    void receive(Consumer<Buffer> onMessage, Runnable onRead, Consumer<String> onMalformed) {
        request.messageHandler(
                message -> {
                    if (message.encoding().equals(IDENTITY)) {
                        onMessage.accept(message.payload());
                    } else {
                        onMalformed.accept("message is compressed with " + message.encoding());
                    }
                });
        request.invalidMessageHandler(
                bad ->
                        onMalformed.accept(
                                "message has over " + Protocol.MAX_MESSAGE_BYTES + " bytes"));
        request.endHandler(
                end -> {
                    read = true;
                    onRead.run();
                });
    }

    /** Something moved. */
    void progress() {
        progressNanos = System.nanoTime();
    }

    /**
     * Watches the call from now on.
     *
     * @param tooSlow called once when there was no {@link #progress} for the idle time, or the
     *     whole took longer than the transfer time
     */
    void watch(WireLimits limits, Runnable tooSlow) {
        vertx.cancelTimer(timer);
        long start = System.nanoTime();
        progress();
        rearm(
                () -> {
                    long now = System.nanoTime();
                    long idle = limits.idleMillis() - millis(now - progressNanos);
                    long rest = limits.transferMillis() - millis(now - start);
                    return Math.min(idle, rest);
                },
                tooSlow);
    }

    private void rearm(Supplier<Long> leftMillis, Runnable tooSlow) {
        long left = leftMillis.get();
        if (left <= 0) {
            tooSlow.run();
            return;
        }
        timer = vertx.setTimer(left, fired -> rearm(leftMillis, tooSlow));
    }

    /** Stops the watch: from here on it is not the caller that is waited for. */
    void hold() {
        vertx.cancelTimer(timer);
    }

    /** Calls once after a time, unless the call ends before; takes the place of a watch. */
    void after(long millis, Runnable action) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(millis, fired -> action.run());
    }

    /** Ends with one message. */
    void answer(Buffer message) {
        if (finish()) {
            sent(request.response().end(message));
        }
    }

    /** Ends after messages that were written before. */
    Future<Void> end() {
        return finish() ? sent(request.response().end()) : Future.failedFuture("lost");
    }

    /** Ends with a refusal: status, text and the trailer that programs read. */
    void refuse(Refused refused) {
        if (finish()) {
            var response = request.response();
            response.status(Refusals.status(refused.reason())).statusMessage(refused.detail());
            response.trailers().set(Protocol.REASON, refused.reason().name());
            sent(response.end());
        }
    }

    /** Ends with a status that is no refusal. */
    void fail(GrpcStatus status, String message) {
        if (finish()) {
            sent(request.response().status(status).statusMessage(message).end());
        }
    }

    /** The connection is gone. */
    void lost() {
        finish();
    }

    /** Ends at once; the caller sees a reset. */
    void reset() {
        if (finish()) {
            request.response().cancel();
        }
    }

    /** A caller that goes on sending after its answer is cut off. */
    private Future<Void> sent(Future<Void> writing) {
        return writing.onComplete(
                done -> {
                    if (!read) {
                        request.response().cancel();
                    }
                });
    }

    private boolean finish() {
        if (ended) {
            return false;
        }
        ended = true;
        vertx.cancelTimer(timer);
        onEnd.run();
        return true;
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
