package bft.server;

import static bft.server.RawClient.data;
import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.server.config.ServerConfig;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Chunks;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PushHeader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients in every codec, over sockets. */
@Timeout(120)
class CodecIT {
    private static final int D = 61_408 * 2 + 3;

    static List<GradientCodec> codecs() {
        return Codecs.ALL;
    }

    private static GrpcClient client(TestServer s, int worker, GradientCodec codec) {
        var address = SocketAddress.inetSocketAddress(s.server.port(), "127.0.0.1");
        ClientOptions options = ClientOptions.defaults().withCodec(codec);
        return new GrpcClient(s.vertx, address, token(worker), options);
    }

    private static Buffer header(int codec) {
        return Messages.encode(new PushHeader(0, 1, D, codec));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void workersOfOneRoundMaySendInDifferentCodecs(GradientCodec codec) {
        try (var s = new TestServer(TestServer.unanimous(D));
                var other = client(s, TestServer.N - 1, codec)) {
            float[] gradient = new float[D];
            gradient[0] = 6;
            gradient[D - 1] = -10;
            var push = new Contribution(TestServer.N - 1, 0, gradient);
            assertThat(await(other.push(push))).isEqualTo(new Accepted(1));
            s.honestRound(D, 0);
            float[] model = await(s.client(0).pull(0)).parameters();
            assertThat(model[0]).isEqualTo(-(1 + 2 + 3 + 6) / 4f);
            assertThat(model[1]).isEqualTo(-(1 + 2 + 3) / 4f);
            assertThat(model[D - 1]).isEqualTo(-(1 + 2 + 3 - 10) / 4f);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void theFirstValueThatIsNotFiniteIsNamedWhateverChunkItIsIn(GradientCodec codec) {
        try (var s = new TestServer(TestServer.config(D))) {
            float[] gradient = new float[D];
            int chunk = codec.maxCoordinates(Protocol.CHUNK_BYTES);
            gradient[chunk + 1] = Float.NEGATIVE_INFINITY;
            gradient[D - 1] = Float.NaN;
            Buffer[] push = new Buffer[1 + (D + chunk - 1) / chunk];
            push[0] = header(codec.number());
            for (int i = 1; i < push.length; i++) {
                int from = (i - 1) * chunk;
                push[i] = Chunks.encode(codec, gradient, from, Math.min(D, from + chunk));
            }
            var answer = await(s.raw(token(3)).call(Protocol.PUSH, push));
            assertThat(answer.reason()).isEqualTo(Refusal.NON_FINITE.name());
            assertThat(answer.detail())
                    .isEqualTo("value at %d is -Infinity, finite ones count".formatted(chunk + 1));
        }
    }

    @Test
    void aCodecThatIsNotOfferedIsRefusedBeforeItsData() {
        ServerConfig config = TestServer.config(D);
        var exact = config.wire().with(List.of(Codecs.FLOAT32));
        try (var s = new TestServer(config.with(exact));
                var other = client(s, 2, Codecs.of("bfloat16"))) {
            for (int number : new int[] {1, 2, -1}) {
                var answer = await(s.raw(token(3)).call(Protocol.PUSH, header(number), data(1)));
                assertThat(answer.reason()).isEqualTo(Refusal.MALFORMED.name());
                assertThat(answer.detail())
                        .isEqualTo(
                                "codec %d is not offered, this server takes float32"
                                        .formatted(number));
            }
            assertThat(s.metric("bft_rows_in_use")).isZero();
            assertThatThrownBy(() -> await(other.join()))
                    .hasMessageContaining("the server takes float32: choose another codec");
        }
    }

    @Test
    void chunksThatAreNotOfTheCodecAreRefused() {
        try (var s = new TestServer(TestServer.config(D))) {
            Buffer threeBytes = Buffer.buffer("\u007a\u0003abc");
            var answer = await(s.raw(token(3)).call(Protocol.PUSH, header(1), threeBytes));
            assertThat(answer.reason()).isEqualTo(Refusal.MALFORMED.name());
            assertThat(answer.detail())
                    .isEqualTo("bfloat16: data must have a positive multiple of 2 bytes, got 3");
        }
    }
}
