package bft.server;

import static bft.server.TestServer.await;
import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.server.model.InitialParameters;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Chunks;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models in the codecs that a pull may ask for, over sockets. */
@Timeout(120)
class PullCodecIT {
    private static final int D = 61_408 * 4 + 3;

    static List<GradientCodec> halves() {
        return Codecs.OF_MODELS.stream().filter(codec -> !codec.equals(Codecs.DELTA)).toList();
    }

    private static GrpcClient client(TestServer s, int worker, GradientCodec ofModels) {
        var address = SocketAddress.inetSocketAddress(s.server.port(), "127.0.0.1");
        ClientOptions options = ClientOptions.defaults().withPullCodec(ofModels);
        return new GrpcClient(s.vertx, address, token(worker), options);
    }

    @ParameterizedTest
    @MethodSource("halves")
    void workersPullTheSameVersionInDifferentCodecs(GradientCodec codec) {
        try (var s = new TestServer(TestServer.unanimous(D));
                var other = client(s, TestServer.N - 1, codec)) {
            float[] gradient = InitialParameters.uniform(D, 1, 3);
            var push = new Contribution(TestServer.N - 1, 0, gradient);
            assertThat(await(other.push(push))).isEqualTo(new Accepted(1));
            s.honestRound(D, 0);
            float[] whole = await(s.client(0).pull(0)).parameters();
            Model half = await(other.pull(0));
            var rounded = new float[D];
            Chunks.transmit(codec, whole, 0, rounded);
            assertThat(half.parameters()).isEqualTo(rounded).isNotEqualTo(whole);
            assertThat(half.version()).isEqualTo(1);
        }
    }

    @Test
    void workersPullWhatHasChangedWithoutLossAndWithFewerBytes() {
        try (var s = new TestServer(TestServer.unanimous(D));
                var other = client(s, TestServer.N - 1, Codecs.DELTA)) {
            Model model = await(other.pull(-1));
            for (int round = 0; round < 2; round++) {
                float[] gradient = InitialParameters.uniform(D, 1e-5f, round);
                var push = new Contribution(TestServer.N - 1, round, gradient);
                var pushed = other.push(push);
                s.honestRound(D, round);
                assertThat(await(pushed)).isEqualTo(new Accepted(1));
                model = await(other.pull(round));
                assertThat(model.parameters())
                        .isEqualTo(await(s.client(0).pull(round)).parameters());
            }
            double whole = 4.0 * D;
            assertThat(s.metric("bft_pull_bytes_total{codec=\"delta\",}"))
                    .isBetween(whole, 1.9 * whole);
            assertThat(model.version()).isEqualTo(2);
        }
    }

    @Test
    void aCodecThatModelsAreNotSentInIsRefusedAndTheWorkerGoesOn() {
        try (var s = new TestServer(TestServer.config(4))) {
            var raw = s.raw(token(3));
            for (int codec : new int[] {3, 7, 99, -1}) {
                var answer =
                        await(
                                raw.call(
                                        Protocol.PULL,
                                        Messages.encode(new PullRequest(-1, 0, codec))));
                assertThat(answer.reason()).isEqualTo(Refusal.MALFORMED.name());
                assertThat(answer.detail())
                        .isEqualTo(
                                "codec %s is not offered for models, this server sends float32,"
                                                .formatted(codec)
                                        + " bfloat16, float16, delta");
            }
            assertThat(await(s.client(3).pull(-1)).version()).isZero();
        }
    }
}
