package bft.server;

import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.wire.Protocol;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that no gRPC client sends. */
@Timeout(120)
class RawHttpIT {
    private static HttpClientResponse post(TestServer s, String contentType, Buffer body) {
        var client =
                s.vertx.createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false));
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setHost("127.0.0.1")
                        .setPort(s.server.port())
                        .setURI("/bft.v1.ParameterServer/Push")
                        .putHeader("content-type", contentType)
                        .putHeader(Protocol.AUTHORIZATION, Protocol.BEARER + token(3));
        return await(
                client.request(options)
                        .compose(request -> request.send(body))
                        .compose(response -> response.end().map(response)));
    }

    @Test
    void aCompressedFlagWithoutAnEncodingIsMalformed() throws Exception {
        try (var s = new TestServer(TestServer.config(4))) {
            Buffer body = Buffer.buffer(new byte[] {1, 0, 0, 0, 3, 7, 7, 7});
            HttpClientResponse response = post(s, "application/grpc", body);
            assertThat(response.getHeader(Protocol.REASON)).isEqualTo("MALFORMED");
            s.honestRound(4, 0);
            assertThat(await(s.client(0).pull(0)).parameters()).containsOnly(-2);
        }
    }

    @Test
    void whatIsNotGrpcIsRefusedByHttp() {
        try (var s = new TestServer(TestServer.config(4))) {
            assertThat(post(s, "text/plain", Buffer.buffer("hello")).statusCode()).isEqualTo(415);
            assertThat(post(s, "application/grpc-web", Buffer.buffer()).statusCode())
                    .isEqualTo(415);
            assertThat(post(s, "application/json", Buffer.buffer("{}")).statusCode())
                    .isEqualTo(415);
        }
    }
}
