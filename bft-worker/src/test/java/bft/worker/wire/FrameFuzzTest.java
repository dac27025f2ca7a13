package bft.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.codec.Codecs;
import bft.worker.wire.v1.Proto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes, a frame is refused in one way or goes where it says and nowhere else. */
class FrameFuzzTest {

    private static final int MESSAGES = 20_000;
    private static final int DIMENSION = 64;
    private static final float UNTOUCHED = 12_345f;

    static LongStream seeds() {
        long first = Long.getLong("bft.seed", 1);
        return LongStream.range(first, first + 8);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void arbitraryBytesAreRefusedOrStayInTheirRange(long seed) {
        Random random = new Random(seed);
        int understood = 0;
        for (int i = 0; i < MESSAGES; i++) {
            byte[] bytes = random.nextBoolean() ? noise(random) : mutated(random);
            try {
                understood += deliver(bytes, random.nextInt(DIMENSION)) ? 1 : 0;
            } catch (Throwable e) {
                throw new AssertionError(
                        "seed %d, message %d: %s".formatted(seed, i, Arrays.toString(bytes)), e);
            }
        }
        assertThat(understood).as("messages understood with seed %d", seed).isPositive();
    }

    private static boolean deliver(byte[] bytes, int due) throws InvalidProtocolBufferException {
        float[] row = new float[DIMENSION];
        Arrays.fill(row, UNTOUCHED);
        try {
            Frame frame = Frame.parse(Buffer.buffer(bytes));
            int end = Chunks.decode(frame, Codecs.FLOAT32, row, due).to();
            assertThat(end).isBetween(due + 1, DIMENSION);
            assertUntouched(row, 0, due);
            assertUntouched(row, end, DIMENSION);
            assertSameAsGenerated(bytes, row, due, end);
            return true;
        } catch (MalformedMessageException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            assertUntouched(row, 0, DIMENSION);
            return false;
        }
    }

    private static void assertUntouched(float[] row, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(row[i]).as("coordinate %d", i).isEqualTo(UNTOUCHED);
        }
    }

    private static void assertSameAsGenerated(byte[] bytes, float[] row, int from, int to)
            throws InvalidProtocolBufferException {
        Proto.PullFrame generated = Proto.PullFrame.parseFrom(bytes);
        assertThat(generated.getOffset()).isEqualTo(from);
        var data = generated.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(data.remaining()).isEqualTo((to - from) * Float.BYTES);
        for (int i = from; i < to; i++) {
            assertThat(Float.floatToRawIntBits(row[i]))
                    .isEqualTo(Float.floatToRawIntBits(data.getFloat()));
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A good frame with some of its bytes changed, cut off or repeated. */
    private static byte[] mutated(Random random) {
        byte[] data = new byte[4 * (1 + random.nextInt(8))];
        random.nextBytes(data);
        var frame = Proto.PullFrame.newBuilder().setOffset(random.nextInt(DIMENSION));
        if (random.nextInt(10) > 0) {
            frame.setData(ByteString.copyFrom(data));
        }
        if (random.nextInt(10) == 0) {
            frame.setHeader(Proto.PullHeader.newBuilder().setVersion(random.nextLong()));
        }
        byte[] bytes = frame.build().toByteArray();
        if (bytes.length > 0) {
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
        }
        return random.nextInt(4) == 0
                ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 4))
                : bytes;
    }
}
