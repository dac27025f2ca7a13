package bft.worker.client;

import bft.worker.verdict.Refusal;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.MessageReader;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.Refusals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.StreamResetException;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcStatus;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One call from its first byte to its status. It ends exactly once: by a status, by an error of the
 * transport, or because the server was silent for too long. Used on one context only.
 *
 * <p>It speaks gRPC over plain HTTP/2, past the buffers that Vert.x gRPC makes for each message.
 */
final class ClientCall {

    /** Receives the messages of the answer one by one. */
    interface Receiver {
        void receive(Buffer message) throws MalformedMessageException;
    }

    private static final int MAX_DETAIL = 1_000;
    private static final String MEDIA_TYPE = "application/grpc";

    /** A header for a timeout has at most 8 digits. */
    private static final long MOST_TIMEOUT = 99_999_999;

    private final Vertx vertx;
    private final Limits limits;
    private final Receiver receiver;
    private final Promise<Void> done = Promise.promise();
    private final long deadlineNanos;
    private HttpClientRequest request;
    private long silenceMillis;
    private long heardNanos;
    private long timer;
    private long timerNanos;
    private boolean isWatched;
    private boolean answered;

    /**
     * @param firstMillis longest silence before the first message
     * @param idleMillis longest silence after that
     * @param totalMillis for the whole call
     */
    record Limits(long firstMillis, long idleMillis, long totalMillis) {}

    ClientCall(Vertx vertx, Limits limits, Receiver receiver) {
        this.vertx = vertx;
        this.limits = limits;
        this.receiver = receiver;
        this.deadlineNanos =
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.totalMillis());
    }

    /**
     * Waits for the connection, sends with the sender, and receives.
     *
     * @param sender writes and ends the request
     * @return completes with the status OK; fails with a {@link CallException} otherwise
     */
    Future<Void> run(
            Future<HttpClientRequest> connecting,
            Optional<String> token,
            Consumer<HttpClientRequest> sender) {
        watch(limits.firstMillis());
        connecting.onComplete(
                connected -> begin(connected, token, sender),
                error -> fail(GrpcStatus.UNAVAILABLE, error));
        return done.future();
    }

    /** Restarts the idle timer after progress. */
    void progress() {
        watch(limits.idleMillis());
    }

    /** Restarts the idle timer; false if the call has ended and no more data is needed. */
    boolean isOpen() {
        progress();
        return !done.future().isComplete();
    }

    /** The request is sent: from now on the longer limit before the first message applies. */
    void awaitAnswer(long millis) {
        watch(millis);
    }

    private void begin(
            HttpClientRequest connected,
            Optional<String> token,
            Consumer<HttpClientRequest> sender) {
        request = connected;
        if (done.future().isComplete()) {
            cancel();
            return;
        }
        token.ifPresent(
                secret -> request.putHeader(Protocol.AUTHORIZATION, Protocol.BEARER + secret));
        request.putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader("te", "trailers")
                .putHeader("grpc-timeout", timeout(limits.totalMillis()))
                .setChunked(true);
        request.exceptionHandler(this::failSending);
        request.response().onComplete(this::listen, this::failTransport);
        sender.accept(request);
    }

    private static String timeout(long millis) {
        return millis <= MOST_TIMEOUT
                ? millis + "m"
                : Math.min(MOST_TIMEOUT, TimeUnit.MILLISECONDS.toSeconds(millis)) + "S";
    }

    private void listen(HttpClientResponse response) {
        response.exceptionHandler(this::failTransport);
        String type = String.valueOf(response.getHeader(HttpHeaders.CONTENT_TYPE));
        if (!type.startsWith(MEDIA_TYPE) && response.getHeader("grpc-status") == null) {
            fail(
                    GrpcStatus.UNAVAILABLE,
                    "the answer is not of gRPC: HTTP status %s, content type %s"
                            .formatted(
                                    response.statusCode(), Messages.printable(type, MAX_DETAIL)));
            return;
        }
        var reader = new MessageReader(this::receive, this::failBroken);
        response.handler(reader::add);
        response.endHandler(ended -> end(response));
    }

    private void receive(Buffer message) {
        if (done.future().isComplete()) {
            return;
        }
        progress();
        try {
            receiver.receive(message);
        } catch (MalformedMessageException e) {
            failBroken(e.getMessage());
        }
    }

    /** Whether the server has answered, rather than this client having given the call up. */
    boolean isAnswered() {
        return answered;
    }

    private void end(HttpClientResponse response) {
        stopWatch();
        answered = !done.future().isComplete();
        GrpcStatus status = status(metadata(response, "grpc-status"));
        if (status == GrpcStatus.OK) {
            done.tryComplete();
            return;
        }
        String detail = percentDecoded(metadata(response, "grpc-message"));
        Optional<Refusal> reason = Refusals.named(metadata(response, Protocol.REASON));
        done.tryFail(
                reason.map(r -> CallException.refused(status, r, detail))
                        .orElseGet(() -> new CallException(status, detail)));
    }

    private static GrpcStatus status(String code) {
        try {
            return Optional.ofNullable(GrpcStatus.valueOf(Integer.parseInt(code)))
                    .orElse(GrpcStatus.UNKNOWN);
        } catch (NumberFormatException notOne) {
            return GrpcStatus.UNKNOWN;
        }
    }

    /** Allows so much silence from now on. The timer moves only if it would fire too late. */
    private void watch(long millis) {
        if (done.future().isComplete()) {
            return;
        }
        silenceMillis = millis;
        heardNanos = System.nanoTime();
        if (!isWatched || dueNanos() - timerNanos < 0) {
            stopWatch();
            arm();
        }
    }

    private long dueNanos() {
        long silent = heardNanos + TimeUnit.MILLISECONDS.toNanos(silenceMillis);
        return silent - deadlineNanos < 0 ? silent : deadlineNanos;
    }

    private void arm() {
        isWatched = true;
        timerNanos = dueNanos();
        long left = TimeUnit.NANOSECONDS.toMillis(timerNanos - System.nanoTime());
        timer = vertx.setTimer(Math.max(1, left + 1), fired -> look());
    }

    private void stopWatch() {
        if (isWatched) {
            vertx.cancelTimer(timer);
            isWatched = false;
        }
    }

    private void look() {
        if (System.nanoTime() - dueNanos() < 0) {
            arm();
            return;
        }
        boolean isTotal = dueNanos() == deadlineNanos;
        String detail =
                isTotal
                        ? "not completed after %s ms".formatted(limits.totalMillis())
                        : "nothing from the server for %s ms".formatted(silenceMillis);
        fail(GrpcStatus.DEADLINE_EXCEEDED, detail);
    }

    /** The response tells of a reset too, and with its status. */
    private void failSending(Throwable error) {
        if (!(error instanceof StreamResetException)) {
            fail(GrpcStatus.UNAVAILABLE, error);
        }
    }

    private void failTransport(Throwable error) {
        if (error instanceof StreamResetException reset) {
            GrpcStatus status =
                    Optional.ofNullable(GrpcError.mapHttp2ErrorCode(reset.getCode()))
                            .map(known -> known.status)
                            .orElse(GrpcStatus.UNKNOWN);
            fail(status, "the server dropped the call");
        } else {
            fail(GrpcStatus.UNAVAILABLE, error);
        }
    }

    private void failBroken(String detail) {
        fail(GrpcStatus.DATA_LOSS, "the server broke the contract: " + detail);
    }

    private void fail(GrpcStatus status, Throwable error) {
        Optional<String> distrust = TlsFailure.reason(error);
        if (distrust.isPresent()) {
            fail(GrpcStatus.UNAUTHENTICATED, distrust.get());
        } else {
            fail(status, detail(error));
        }
    }

    private static String detail(Throwable error) {
        String message = Optional.ofNullable(error.getMessage()).orElse(error.toString());
        return message.startsWith("First received frame was not SETTINGS")
                ? "what listens there is no parameter server's port for workers"
                : message;
    }

    private void fail(GrpcStatus status, String detail) {
        stopWatch();
        if (done.tryFail(new CallException(status, detail)) && request != null) {
            cancel();
        }
    }

    private void cancel() {
        request.reset(GrpcError.CANCELLED.http2ResetCode);
    }

    /** An answer without a body has its status in the headers, any other in the trailers. */
    private static String metadata(HttpClientResponse response, String name) {
        String header = response.headers().get(name);
        String value = header != null ? header : response.getTrailer(name);
        return value == null ? "" : value;
    }

    /** Vert.x decodes a plus sign in a message as a space, so we decode it ourselves. */
    private static String percentDecoded(String text) {
        String decoded;
        try {
            decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            decoded = text;
        }
        return Messages.printable(decoded, MAX_DETAIL);
    }
}
