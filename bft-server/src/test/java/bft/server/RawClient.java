package bft.server;

import bft.worker.codec.Codecs;
import bft.worker.tls.ClientTls;
import bft.worker.wire.Chunks;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PushHeader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.util.ArrayList;
import java.util.List;

/** A client that sends whatever it is told to, over one connection. */
final class RawClient {
    private final GrpcClient client;
    private final SocketAddress server;
    private final String token;

    RawClient(Vertx vertx, int port, String token) {
        this(vertx, port, token, options());
    }

    RawClient(Vertx vertx, int port, String token, ClientTls tls) {
        this(vertx, port, token, options(tls));
    }

    private RawClient(Vertx vertx, int port, String token, HttpClientOptions options) {
        this(
                GrpcClient.client(vertx, new GrpcClientOptions(), options),
                SocketAddress.inetSocketAddress(port, "127.0.0.1"),
                token);
    }

    private static HttpClientOptions options() {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false);
    }

    private static HttpClientOptions options(ClientTls tls) {
        HttpClientOptions options = options();
        tls.applyTo(options);
        return options;
    }

    private RawClient(GrpcClient client, SocketAddress server, String token) {
        this.client = client;
        this.server = server;
        this.token = token;
    }

    /** The same connection with another token. */
    RawClient as(String other) {
        return new RawClient(client, server, other);
    }

    /** What came back: the messages, the status and the reason, empty if there was none. */
    record Answer(List<Buffer> messages, GrpcStatus status, String detail, String reason) {}

    /** An open call: what can be sent, and the answer that will come. */
    record Open(GrpcClientRequest<Buffer, Buffer> request, Future<Answer> answer) {}

    static Buffer header(long base, long sequence, int dimension) {
        return Messages.encode(new PushHeader(base, sequence, dimension, 0, 0, false));
    }

    static Buffer data(float... values) {
        return Chunks.encode(Codecs.FLOAT32, values, 0, values.length);
    }

    Future<Open> open(ServiceMethod<Buffer, Buffer> method) {
        return client.request(server, method)
                .map(
                        request -> {
                            if (!token.isEmpty()) {
                                request.headers()
                                        .set(Protocol.AUTHORIZATION, Protocol.BEARER + token);
                            }
                            return new Open(request, answer(request));
                        });
    }

    /** Sends messages and ends. */
    Future<Answer> call(ServiceMethod<Buffer, Buffer> method, Buffer... messages) {
        return open(method)
                .compose(
                        open -> {
                            for (Buffer message : messages) {
                                open.request.write(message);
                            }
                            open.request.end();
                            return open.answer;
                        });
    }

    /** Sends messages and leaves the stream open. */
    Future<Open> begin(ServiceMethod<Buffer, Buffer> method, Buffer... messages) {
        return open(method)
                .compose(
                        open -> {
                            Future<Void> written = Future.succeededFuture();
                            for (Buffer message : messages) {
                                written = open.request.write(message);
                            }
                            return written.map(open);
                        });
    }

    Future<Answer> join() {
        return call(
                Protocol.JOIN,
                Messages.encode(new JoinRequest(Protocol.VERSION, JoinRequest.UNNAMED)));
    }

    Future<Void> close() {
        return client.close();
    }

    private static Future<Answer> answer(GrpcClientRequest<Buffer, Buffer> request) {
        Promise<Answer> answer = Promise.promise();
        request.exceptionHandler(answer::tryFail);
        request.response()
                .onFailure(answer::tryFail)
                .onSuccess(
                        response -> {
                            List<Buffer> messages = new ArrayList<>();
                            response.handler(messages::add);
                            response.exceptionHandler(answer::tryFail);
                            response.errorHandler(
                                    error -> answer.tryFail(new IllegalStateException("" + error)));
                            response.endHandler(
                                    end -> answer.tryComplete(read(messages, response)));
                        });
        return answer.future();
    }

    private static Answer read(List<Buffer> messages, GrpcClientResponse<Buffer, Buffer> response) {
        String reason = response.headers().get(Protocol.REASON);
        if (reason == null) {
            reason = response.trailers().get(Protocol.REASON);
        }
        return new Answer(
                messages,
                response.status(),
                "" + response.statusMessage(),
                reason == null ? "" : reason);
    }
}
