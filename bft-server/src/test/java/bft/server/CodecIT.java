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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients in every codec, over sockets. */
@Timeout(120)
class CodecIT {
    private static final int D = 61_408 * 2 + 3;
    private static final long SEED = 7;

    static List<GradientCodec> codecs() {
        return Codecs.ALL;
    }

    static List<GradientCodec> singly() {
        return Codecs.listed("float32,bfloat16,float16");
    }

    static List<GradientCodec> scaled() {
        return Codecs.listed("int8,int4,ternary,sign");
    }

    private static GrpcClient client(TestServer s, int worker, GradientCodec codec) {
        var address = SocketAddress.inetSocketAddress(s.server.port(), "127.0.0.1");
        ClientOptions options = ClientOptions.defaults().withCodec(codec);
        return new GrpcClient(s.vertx, address, token(worker), options);
    }

    private static Buffer header(int codec) {
        return Messages.encode(new PushHeader(0, 1, D, codec, 0, false));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void workersOfOneRoundMaySendInDifferentCodecs(GradientCodec codec) {
        try (var s = new TestServer(TestServer.unanimous(D));
                var other = client(s, TestServer.N - 1, codec)) {
            float[] gradient = new float[D];
            gradient[0] = 6;
            gradient[D - 1] = -10;
            float[] arrived = new float[D];
            Chunks.transmit(codec, gradient, Codecs.seed(SEED, TestServer.N - 1, 0), arrived);
            var push = new Contribution(TestServer.N - 1, 0, gradient);
            assertThat(await(other.push(push))).isEqualTo(new Accepted(1));
            s.honestRound(D, 0);
            float[] model = await(s.client(0).pull(0)).parameters();
            for (int k = 0; k < D; k++) {
                arrived[k] = -(1 + 2 + 3 + arrived[k]) / 4;
            }
            assertThat(model).isEqualTo(arrived);
        }
    }

    @ParameterizedTest
    @MethodSource("singly")
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
                    .isEqualTo("value at %d is -Infinity, must be finite".formatted(chunk + 1));
        }
    }

    /** An attacker inside the codec is refused with the reason, and alone; the rest go on. */
    @ParameterizedTest
    @MethodSource("scaled")
    void aScaleThatNoGradientHasIsRefused(GradientCodec codec) {
        String bound = "the scale at coordinate 0 must be in [0, 1.1529215E18], got ";
        for (float scale : new float[] {1e38f, -1}) {
            var answer = refused(codec, scaled(codec, scale));
            assertThat(answer.reason()).isEqualTo(Refusal.MALFORMED.name());
            assertThat(answer.detail()).endsWith(": " + bound + scale);
        }
        var answer = refused(codec, scaled(codec, Float.NaN));
        assertThat(answer.reason()).isEqualTo(Refusal.NON_FINITE.name());
        assertThat(answer.detail()).isEqualTo("value at 0 is NaN, must be finite");
    }

    @ParameterizedTest
    @MethodSource("scaled")
    void aChunkThatIsTooShortOrTooLongForItsCoordinatesIsRefused(GradientCodec codec) {
        byte[] sound = scaled(codec, 1);
        for (int length : new int[] {3, 5, sound.length - 1, sound.length + 1}) {
            var answer = refused(codec, Arrays.copyOf(sound, length));
            assertThat(answer.reason()).isEqualTo(Refusal.MALFORMED.name());
            assertThat(answer.detail()).contains("must");
        }
        byte[] bomb = sound.clone();
        bomb[3] = 0x7F;
        var answer = refused(codec, bomb);
        assertThat(answer.reason()).isEqualTo(Refusal.MALFORMED.name());
        assertThat(answer.detail()).contains("of 2130706688 coordinates must have");
    }

    /** What an attacker may write into a chunk of chosen coordinates, with the reason it gets. */
    @ParameterizedTest
    @CsvSource({
        "2 00000000 00000000 3 0, MALFORMED, coordinate 2 comes twice in a run",
        "2 00000000 00000000 5 -1, MALFORMED, exceeds 2147483647",
        "2 00000000 00000000 5 300, MALFORMED, is outside of the run",
        "4 00000000 00000000 00000000 00000000 1 1 1 1, MALFORMED, may have 3",
        "1 0000807F 9, NON_FINITE, value at 8 is Infinity",
        "1 0000C07F 9, NON_FINITE, value at 8 is NaN",
        "1 00000000 1 1, MALFORMED, after its last run",
        "100000 1 1, MALFORMED, may have 256 values",
        "2 00000000, MALFORMED, expected 8 bytes there"
    })
    void chosenCoordinatesOfAnAttackerAreRefused(String run, String reason, String detail) {
        var answer = refused(Codecs.of("top-k:share=0.01"), run(run));
        assertThat(answer.reason()).isEqualTo(reason);
        assertThat(answer.detail()).contains(detail);
    }

    /** Numbers of eight digits are bytes, others varints. */
    private static byte[] run(String text) {
        Buffer chunk = Buffer.buffer().appendIntLE(256);
        for (String number : text.split(" ")) {
            if (number.length() == 8) {
                chunk.appendBytes(HexFormat.of().parseHex(number));
            } else {
                long rest = Integer.toUnsignedLong(Integer.parseInt(number));
                for (; rest > 0x7F; rest >>>= 7) {
                    chunk.appendByte((byte) (rest | 0x80));
                }
                chunk.appendByte((byte) rest);
            }
        }
        return chunk.getBytes();
    }

    /** The bound on values is the gradient's, not the chunk's. */
    @Test
    void valuesBeyondTheShareAreRefusedInWhichChunkEverTheyAre() {
        int d = 40_000;
        GradientCodec codec = Codecs.of("top-k:share=0.01");
        try (var s = new TestServer(TestServer.config(d))) {
            float[] few = new float[d];
            Arrays.fill(few, 100, 400, 1);
            Arrays.fill(few, d / 2, d / 2 + 300, 1);
            GradientCodec generous = Codecs.of("top-k:share=0.015");
            Buffer header = Messages.encode(new PushHeader(0, 1, d, codec.number(), 0, false));
            Buffer first = Chunks.encode(generous, few, 0, d / 2);
            Buffer second = Chunks.encode(generous, few, d / 2, d);
            var answer = await(s.raw(token(3)).call(Protocol.PUSH, header, first, second));
            assertThat(answer.reason()).isEqualTo(Refusal.MALFORMED.name());
            assertThat(answer.detail())
                    .isEqualTo(
                            "top-k:share=0.01: got 600 values up to coordinate 40000,"
                                    + " a gradient of dimension 40000 may have 400");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0x80})
    void dataThatChangedOnTheirWayAreRefused(int wrong) {
        try (var s = new TestServer(TestServer.config(4))) {
            byte[] changed = new byte[16];
            changed[3] = (byte) wrong;
            var answer = checked(s, changed, checksum(new byte[16]));
            assertThat(answer.reason()).isEqualTo(Refusal.MALFORMED.name());
            assertThat(answer.detail()).startsWith("the checksum of the data up to coordinate 4");
        }
    }

    @Test
    void dataWithoutTheChecksumThatTheirHeaderPromisesAreRefused() {
        try (var s = new TestServer(TestServer.config(4))) {
            Buffer header = Messages.encode(new PushHeader(0, 1, 4, 0, 0, true));
            var none = await(s.raw(token(3)).call(Protocol.PUSH, header, data(0, 0, 0, 0)));
            assertThat(none.detail())
                    .isEqualTo(
                            "the checksum of the data up to coordinate 4 is %s, got none"
                                    .formatted(Integer.toHexString(checksum(new byte[16]))));
        }
    }

    private static int checksum(byte[] data) {
        var sum = new CRC32C();
        sum.update(data);
        return (int) sum.getValue();
    }

    private static RawClient.Answer checked(TestServer s, byte[] data, int checksum) {
        Buffer header = Messages.encode(new PushHeader(0, 1, 4, 0, 0, true));
        Buffer frame =
                Buffer.buffer()
                        .appendByte((byte) (3 << 3 | 5))
                        .appendIntLE(checksum)
                        .appendByte((byte) (15 << 3 | 2))
                        .appendByte((byte) data.length)
                        .appendBytes(data);
        return await(s.raw(token(3)).call(Protocol.PUSH, header, frame));
    }

    /** A chunk of 256 coordinates whose first scale is that. */
    private static byte[] scaled(GradientCodec codec, float scale) {
        float[] gradient = new float[256];
        Arrays.fill(gradient, 1);
        ByteBuffer chunk = ByteBuffer.allocate((int) codec.maxBytes(256));
        codec.encoder(gradient, 0).encode(0, 256, chunk);
        return chunk.order(ByteOrder.LITTLE_ENDIAN).putFloat(4, scale).array();
    }

    /** What a server answers to an attacker, without whom its round goes on. */
    private static RawClient.Answer refused(GradientCodec codec, byte[] data) {
        try (var s = new TestServer(TestServer.config(256))) {
            Buffer header = Messages.encode(new PushHeader(0, 1, 256, codec.number(), 0, false));
            var answer = await(s.raw(token(3)).call(Protocol.PUSH, header, frame(data)));
            s.honestRound(256, 0);
            assertThat(s.metric("bft_rows_in_use")).isLessThanOrEqualTo(TestServer.N - 1);
            return answer;
        }
    }

    /** A frame at offset 0, with the length of its data as a varint of two bytes. */
    private static Buffer frame(byte[] data) {
        return Buffer.buffer()
                .appendByte((byte) (15 << 3 | 2))
                .appendByte((byte) (data.length & 0x7F | 0x80))
                .appendByte((byte) (data.length >>> 7))
                .appendBytes(data);
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
                                "codec %d is not offered, this server accepts float32"
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
