package bft.server.wire;

import bft.worker.verdict.Refused;
import bft.worker.wire.Frame;
import bft.worker.wire.MessageReader;
import bft.worker.wire.Protocol;
import bft.worker.wire.Refusals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The server's end of one call. It ends once: answered, refused, or lost because the caller reset
 * it or disconnected. After that nothing more is written, and arriving data are dropped: a caller
 * that was answered early may finish sending up to what it announced, because its own end would
 * count a reset against its connection. On the context of its connection; any thread may ask
 * whether it has ended.
 *
 * <p>Vert.x gRPC begins and ends the call. Its data take a shorter way, past the buffers that
 * Vert.x gRPC makes for each message.
 */
final class ServerCall {
    private static final long NOTHING = -1;

    private final Vertx vertx;
    private final WireLimits limits;
    private final LongSupplier clock;
    private final HttpServerRequest http;
    private final GrpcServerRequest<Buffer, Buffer> request;
    private MessageReader reader;
    private Runnable onEnd = () -> {};
    private Runnable onIdle = () -> {};
    private Runnable onOverdue = () -> {};
    private volatile boolean ended;
    private boolean read;
    private boolean wasIdle;
    private final Pace pace;
    private long expectedBytes = NOTHING;
    private long timer = -1;

    ServerCall(
            Vertx vertx,
            WireLimits limits,
            LongSupplier clock,
            HttpServerRequest http,
            GrpcServerRequest<Buffer, Buffer> request) {
        this.vertx = vertx;
        this.limits = limits;
        this.clock = clock;
        this.http = http;
        this.request = request;
        this.pace = new Pace(limits.transfers());
        http.handler(data -> {});
        request.errorHandler(reset -> lost());
        request.exceptionHandler(gone -> lost());
        request.response().exceptionHandler(gone -> lost());
    }

    /** Writes the first message of several. */
    void begin(Buffer message) {
        request.response().write(message);
    }

    /** Takes the further messages, each with its prefix. */
    WriteStream<Buffer> delimited() {
        return http.response();
    }

    boolean isEnded() {
        return ended;
    }

    /** Sets an action for when the call has ended in any way. */
    void onEnd(Runnable action) {
        onEnd = action;
    }

    /**
     * Receives the caller's messages. Compressed messages are refused, because a small one can
     * become a large one; so are messages over the limit, of which nothing is kept.
     *
     * @param taker receives each message
     * @param onRead runs after the last message
     * @param onMalformed receives a description of the error
     */
    void receive(Consumer<Buffer> taker, Runnable onRead, Consumer<String> onMalformed) {
        reader =
                new MessageReader(
                        message -> {
                            if (ended) {
                                drain(message.length());
                            } else {
                                taker.accept(message);
                            }
                        },
                        why -> {
                            if (ended) {
                                cutOff();
                            } else {
                                onMalformed.accept(why);
                            }
                        });
        http.handler(reader::add);
        http.endHandler(
                end -> {
                    read = true;
                    if (ended) {
                        vertx.cancelTimer(timer);
                    } else {
                        onRead.run();
                    }
                });
    }

    /** Reads nothing until {@link #resume}. */
    void pause() {
        hold();
        reader.pause();
        http.pause();
    }

    /** Continues to read, and watches the caller again. */
    void resume() {
        rearm();
        readOn();
    }

    /** How many bytes of data the caller has announced and not sent yet; 0 before its end. */
    void expect(long bytes) {
        expectedBytes = bytes;
    }

    /** Nothing more from the caller is needed. */
    void expectNothing() {
        expectedBytes = NOTHING;
    }

    /** So many bytes have arrived or were written. */
    void progress(int bytes) {
        pace.progress(clock.getAsLong(), bytes);
    }

    /**
     * Watches the call from now on.
     *
     * @param idle called once if there is no {@link #progress} for the idle timeout
     * @param overdue called once if the call stalls, or is slower than the least speed
     */
    void watch(Runnable idle, Runnable overdue) {
        onIdle = idle;
        onOverdue = overdue;
        rearm();
    }

    private void rearm() {
        vertx.cancelTimer(timer);
        pace.begin(clock.getAsLong());
        look();
    }

    private void look() {
        long now = clock.getAsLong();
        if (pace.overdueAt() <= now) {
            onOverdue.run();
            return;
        }
        if (!wasIdle && pace.idleAt() <= now) {
            wasIdle = true;
            onIdle.run();
        }
        if (ended) {
            return;
        }
        long next = wasIdle ? pace.overdueAt() : Math.min(pace.overdueAt(), pace.idleAt());
        timer = vertx.setTimer(1 + millis(next - now), fired -> look());
    }

    /** Stops the watch: from here on the call does not wait for the caller. */
    void hold() {
        vertx.cancelTimer(timer);
    }

    /** Runs an action once after a time, unless the call ends before; replaces a watch. */
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

    /** Ends with a refusal: status, text, and the reason in a trailer for programs. */
    void refuse(Refused refused) {
        if (finish()) {
            var response = request.response();
            response.status(Refusals.status(refused.reason())).statusMessage(refused.detail());
            response.trailers().set(Protocol.REASON, refused.reason().name());
            sent(response.end());
        }
    }

    /** Ends with a status other than a refusal. */
    void fail(GrpcStatus status, String message) {
        if (finish()) {
            sent(request.response().status(status).statusMessage(message).end());
        }
    }

    /** The call or its connection is lost. */
    void lost() {
        finish();
        vertx.cancelTimer(timer);
    }

    /** Ends at once; the caller sees a reset. */
    void reset() {
        if (finish()) {
            request.response().cancel();
        }
    }

    /** Lets a caller that has not finished do so, within its announced size and a time. */
    private Future<Void> sent(Future<Void> writing) {
        if (read) {
            return writing;
        }
        if (expectedBytes == NOTHING) {
            return writing.onComplete(done -> cutOff());
        }
        timer = vertx.setTimer(limits.transfers().drainMillis(), fired -> cutOff());
        readOn();
        return writing;
    }

    /** The messages that arrived before the pause come first; they may cause another. */
    private void readOn() {
        reader.resume();
        if (!reader.isPaused()) {
            http.resume();
        }
    }

    private void drain(int bytes) {
        expectedBytes -= Math.max(0, bytes - Frame.MAX_PREFIX_BYTES);
        if (expectedBytes < 0) {
            vertx.cancelTimer(timer);
            cutOff();
        }
    }

    private void cutOff() {
        if (!read) {
            request.response().cancel();
        }
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
