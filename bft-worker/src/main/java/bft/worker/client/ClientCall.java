package bft.worker.client;

import bft.worker.verdict.Refusal;
import bft.worker.wire.MalformedMessageException;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.Refusals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcErrorException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.MessageSizeOverflowException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One call from its first byte to its status. It ends exactly once: by a status, by an error of the
 * transport, or because the server was silent for too long. Used on one context only.
 */
final class ClientCall {

    /** Receives the messages of the answer one by one. */
    interface Receiver {
        void receive(Buffer message) throws MalformedMessageException;
    }

    private static final int MAX_DETAIL = 1_000;
    private static final String IDENTITY = "identity";

    private final Vertx vertx;
    private final Limits limits;
    private final Receiver receiver;
    private final Promise<Void> done = Promise.promise();
    private final long deadlineNanos;
    private GrpcClientRequest<Buffer, Buffer> request;
    private long timer;
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
            Future<GrpcClientRequest<Buffer, Buffer>> connecting,
            Optional<String> token,
            Consumer<GrpcClientRequest<Buffer, Buffer>> sender) {
        watch(limits.firstMillis());
        connecting.onComplete(
                connected -> begin(connected, token, sender),
                error -> fail(GrpcStatus.UNAVAILABLE, error));
        return done.future();
    }

    /** Restarts the idle timer after progress. */
    void progress() {
        if (!done.future().isComplete()) {
            vertx.cancelTimer(timer);
            watch(limits.idleMillis());
        }
    }

    /** Restarts the idle timer; false if the call has ended and no more data is needed. */
    boolean isOpen() {
        progress();
        return !done.future().isComplete();
    }

    /** The request is sent: from now on the longer limit before the first message applies. */
    void awaitAnswer(long millis) {
        if (!done.future().isComplete()) {
            vertx.cancelTimer(timer);
            watch(millis);
        }
    }

    private void begin(
            GrpcClientRequest<Buffer, Buffer> connected,
            Optional<String> token,
            Consumer<GrpcClientRequest<Buffer, Buffer>> sender) {
        request = connected;
        if (done.future().isComplete()) {
            request.cancel();
            return;
        }
        token.ifPresent(
                secret -> request.headers().set(Protocol.AUTHORIZATION, Protocol.BEARER + secret));
        request.timeout(limits.totalMillis(), TimeUnit.MILLISECONDS);
        request.exceptionHandler(error -> fail(GrpcStatus.UNAVAILABLE, error));
        request.response().onComplete(this::listen, this::failBeforeAnswer);
        sender.accept(request);
    }

    private void listen(GrpcClientResponse<Buffer, Buffer> response) {
        response.messageHandler(this::receive);
        response.invalidMessageHandler(error -> failBroken(invalid(error)));
        response.errorHandler(error -> fail(error.status, "the server dropped the call"));
        response.exceptionHandler(error -> fail(GrpcStatus.UNAVAILABLE, error));
        response.endHandler(ended -> end(response));
    }

    private void receive(GrpcMessage message) {
        if (done.future().isComplete()) {
            return;
        }
        progress();
        try {
            if (!message.encoding().equals(IDENTITY)) {
                throw new MalformedMessageException(
                        "a message is compressed: " + message.encoding());
            }
            receiver.receive(message.payload());
        } catch (MalformedMessageException e) {
            failBroken(e.getMessage());
        }
    }

    /** Whether the server has answered, rather than this client having given the call up. */
    boolean isAnswered() {
        return answered;
    }

    private void end(GrpcClientResponse<Buffer, Buffer> response) {
        vertx.cancelTimer(timer);
        answered = !done.future().isComplete();
        if (response.status() == GrpcStatus.OK) {
            done.tryComplete();
            return;
        }
        GrpcStatus status = Optional.ofNullable(response.status()).orElse(GrpcStatus.UNKNOWN);
        String detail = percentDecoded(metadata(response, "grpc-message"));
        Optional<Refusal> reason = Refusals.named(metadata(response, Protocol.REASON));
        done.tryFail(
                reason.map(r -> CallException.refused(status, r, detail))
                        .orElseGet(() -> new CallException(status, detail)));
    }

    private void watch(long idleMillis) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        String detail =
                idleMillis < left
                        ? "nothing from the server for %s ms".formatted(idleMillis)
                        : "not completed after %s ms".formatted(limits.totalMillis());
        timer =
                vertx.setTimer(
                        Math.max(1, Math.min(idleMillis, left)),
                        fired -> fail(GrpcStatus.DEADLINE_EXCEEDED, detail));
    }

    private void failBeforeAnswer(Throwable error) {
        GrpcStatus status =
                error instanceof GrpcErrorException reset ? reset.status() : GrpcStatus.UNAVAILABLE;
        fail(status, error);
    }

    private void failBroken(String detail) {
        fail(GrpcStatus.DATA_LOSS, "the server broke the contract: " + detail);
    }

    private static String invalid(InvalidMessageException error) {
        return error instanceof MessageSizeOverflowException tooLong
                ? "a message of %s bytes, the limit is %s"
                        .formatted(tooLong.messageSize(), Protocol.MAX_MESSAGE_BYTES)
                : "a message that cannot be read";
    }

    private void fail(GrpcStatus status, Throwable error) {
        Optional<String> distrust = TlsFailure.reason(error);
        if (distrust.isPresent()) {
            fail(GrpcStatus.UNAUTHENTICATED, distrust.get());
        } else {
            fail(status, Optional.ofNullable(error.getMessage()).orElse(error.toString()));
        }
    }

    private void fail(GrpcStatus status, String detail) {
        vertx.cancelTimer(timer);
        if (done.tryFail(new CallException(status, detail)) && request != null) {
            request.cancel();
        }
    }

    /** An answer without a body has its status in the headers, any other in the trailers. */
    private static String metadata(GrpcClientResponse<Buffer, Buffer> response, String name) {
        String header = response.headers().get(name);
        String value = header != null ? header : response.trailers().get(name);
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
