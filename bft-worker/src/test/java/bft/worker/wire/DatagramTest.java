package bft.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class DatagramTest {
    private static final int D = 1_000;
    private static final PushHeader PUSH = new PushHeader(5, 7, D, 0, 0, true);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final DatagramTerms terms =
            new DatagramTerms(9, random.nextLong(), key(), DatagramTerms.USUAL_BYTES);

    private SecretKeySpec key() {
        var bytes = new byte[DatagramTerms.KEY_BYTES];
        random.nextBytes(bytes);
        return DatagramTerms.key(bytes);
    }

    private Datagram.Writer writer(GradientCodec codec, float[] gradient) {
        return new Datagram.Writer(3, terms, PUSH, codec, gradient, 1);
    }

    @Test
    void partsSayWhatTheyAreAndTogetherAreTheGradient() throws Exception {
        var gradient = new float[D];
        for (int k = 0; k < D; k++) {
            gradient[k] = random.nextFloat();
        }
        Datagram.Writer writer = writer(Codecs.FLOAT32, gradient);
        assertThat(writer.count()).isEqualTo(4);
        var arrived = new float[D];
        for (int chunk = 0; chunk < writer.count(); chunk++) {
            byte[] bytes = writer.write(chunk);
            assertThat(bytes.length).isLessThanOrEqualTo(DatagramTerms.USUAL_BYTES);
            Datagram read = Datagram.parse(ByteBuffer.wrap(bytes)).orElseThrow();
            assertThat(read.worker()).isEqualTo(3);
            assertThat(read.session()).isEqualTo(terms.session());
            assertThat(read.push()).isEqualTo(new Datagram.Push(7, 5, 0));
            assertThat(read.chunk()).isEqualTo(chunk);
            int from = chunk * terms.coordinates(Codecs.FLOAT32);
            int to = from + Codecs.FLOAT32.coordinates(read.data());
            Codecs.FLOAT32.decode(read.data(), arrived, from, to);
        }
        assertThat(arrived).containsExactly(gradient);
    }

    @Test
    void theSealIsOfTheSessionsKeyAndOfEveryByte() {
        byte[] bytes = writer(Codecs.FLOAT32, new float[D]).write(0);
        var seal = new DatagramSeal(terms.key());
        assertThat(seal.isOn(ByteBuffer.wrap(bytes))).isTrue();
        assertThat(new DatagramSeal(key()).isOn(ByteBuffer.wrap(bytes))).isFalse();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 1;
            assertThat(seal.isOn(ByteBuffer.wrap(bytes))).as("byte " + i).isFalse();
            bytes[i] ^= 1;
        }
        assertThat(seal.isOn(ByteBuffer.wrap(bytes, 0, bytes.length - 1))).isFalse();
    }

    @Test
    void anyBytesAreRefusedOrReadWithinTheirBounds() {
        byte[] good = writer(Codecs.FLOAT32, new float[D]).write(3);
        for (int length = 0; length <= good.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(good, 0, length);
            assertThat(Datagram.parse(cut).isPresent())
                    .as(length + " bytes")
                    .isEqualTo(length > Datagram.OVERHEAD_BYTES);
        }
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(200));
            for (int changes = random.nextInt(8); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = bytes.length;
            Datagram.parse(ByteBuffer.wrap(bytes))
                    .ifPresent(
                            read ->
                                    assertThat(read.data().remaining())
                                            .as("seed " + seed)
                                            .isEqualTo(length - Datagram.OVERHEAD_BYTES));
        }
    }

    @Test
    void codecsThatRememberOrLeaveOutDoNotFit() {
        assertThat(terms.coordinates(Codecs.FLOAT32)).isEqualTo(286);
        assertThat(terms.coordinates(Codecs.of("int8:block=256"))).isEqualTo(1_024);
        assertThat(terms.coordinates(Codecs.of("top-k:share=0.01"))).isZero();
        assertThat(terms.coordinates(Codecs.of("sign:block=256"))).isZero();
    }

    @Test
    void termsHaveLimits() {
        assertThatThrownBy(() -> new DatagramTerms(0, 1, terms.key(), 1_200))
                .hasMessage("port of datagrams must be in [1, 65535], got 0");
        assertThatThrownBy(() -> new DatagramTerms(1, 1, terms.key(), 127))
                .hasMessage("bytes of a datagram must be in [128, 65507], got 127");
        assertThatThrownBy(() -> DatagramTerms.key(new byte[31]))
                .hasMessage("key of datagrams must have 32 bytes, got 31");
    }
}
