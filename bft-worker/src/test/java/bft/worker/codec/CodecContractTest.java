package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every codec that is registered. */
class CodecContractTest {
    private static final float UNTOUCHED = 12_345f;
    private static final int D = 257;
    private static final long SEED = Long.getLong("bft.seed", 1);
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY
    };

    static List<GradientCodec> codecs() {
        return Codecs.ALL;
    }

    private static float[] gradient(Random random, boolean isFinite) {
        float[] values = new float[D];
        for (int k = 0; k < D; k++) {
            float any = Float.intBitsToFloat(random.nextInt());
            float special = SPECIAL[random.nextInt(SPECIAL.length)];
            float drawn = random.nextInt(10) == 0 ? special : any;
            values[k] = isFinite && !Float.isFinite(drawn) ? 1 : drawn;
        }
        return values;
    }

    private static ByteBuffer encode(GradientCodec codec, float[] values, int from, int to) {
        ByteBuffer out = ByteBuffer.allocate((int) codec.maxBytes(to - from) + 3);
        out.position(3);
        codec.encode(values, from, to, out);
        return out.limit(out.position()).position(3);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aRangeComesBackInItsPlaceAndTouchesNothingElse(GradientCodec codec) throws Exception {
        Random random = new Random(SEED);
        for (int time = 0; time < 200; time++) {
            float[] values = gradient(random, true);
            int from = random.nextInt(D);
            int to = from + 1 + random.nextInt(D - from);
            ByteBuffer chunk = encode(codec, values, from, to);
            float[] row = new float[D];
            Arrays.fill(row, UNTOUCHED);
            assertThat(codec.coordinates(chunk)).as("seed %d", SEED).isEqualTo(to - from);
            assertThat(codec.decode(chunk, row, from, to)).isEqualTo(-1);
            for (int k = 0; k < D; k++) {
                boolean inside = k >= from && k < to;
                assertThat(Float.isFinite(row[k])).isTrue();
                assertThat(row[k] == UNTOUCHED && values[k] != row[k]).isEqualTo(!inside);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatWasDecodedIsEncodedWithoutFurtherLoss(GradientCodec codec) throws Exception {
        float[] values = gradient(new Random(SEED), false);
        float[] once = new float[D];
        float[] twice = new float[D];
        codec.decode(encode(codec, values, 0, D), once, 0, D);
        codec.decode(encode(codec, once, 0, D), twice, 0, D);
        assertThat(twice).isEqualTo(once);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void theFirstValueThatIsNotFiniteIsFoundWhereverItIs(GradientCodec codec) throws Exception {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1f / 0f}) {
            for (int first = 3; first < 11; first++) {
                float[] values = new float[12];
                values[first] = bad;
                values[11] = Float.NaN;
                float[] row = new float[12];
                assertThat(codec.decode(encode(codec, values, 3, 12), row, 3, 12)).isEqualTo(first);
                assertThat(row[first]).isEqualTo(Float.valueOf(bad));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void cuttingAtOtherPlacesGivesTheSameValues(GradientCodec codec) throws Exception {
        float[] values = gradient(new Random(SEED), false);
        float[] whole = new float[D];
        float[] cut = new float[D];
        codec.decode(encode(codec, values, 0, D), whole, 0, D);
        int[] bounds = {0, 1, 4, 9, 100, D};
        for (int i = 1; i < bounds.length; i++) {
            ByteBuffer chunk = encode(codec, values, bounds[i - 1], bounds[i]);
            codec.decode(chunk, cut, bounds[i - 1], bounds[i]);
        }
        assertThat(cut).isEqualTo(whole);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void anyBytesAreRefusedOrGiveThatManyValues(GradientCodec codec) throws Exception {
        Random random = new Random(SEED);
        for (int time = 0; time < 2_000; time++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            ByteBuffer chunk = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            float[] row = new float[40];
            Arrays.fill(row, UNTOUCHED);
            int count;
            try {
                count = codec.coordinates(chunk);
            } catch (MalformedChunkException refused) {
                assertThat(refused.getMessage()).isNotBlank();
                continue;
            }
            assertThat(count).as("seed %d", SEED).isBetween(1, 40);
            int firstNonFinite = codec.decode(chunk, row, 0, count);
            assertThat(row).isEqualTo(withTail(row, count));
            assertThat(firstNonFinite).isEqualTo(naiveFirstNonFinite(row));
        }
    }

    private static float[] withTail(float[] row, int count) {
        float[] expected = row.clone();
        Arrays.fill(expected, count, expected.length, UNTOUCHED);
        return expected;
    }

    private static int naiveFirstNonFinite(float[] row) {
        for (int k = 0; k < row.length; k++) {
            if (Float.isNaN(row[k]) || Float.isInfinite(row[k])) {
                return k;
            }
        }
        return -1;
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void noBytesAreNoChunk(GradientCodec codec) {
        assertThatExceptionOfType(MalformedChunkException.class)
                .isThrownBy(() -> codec.coordinates(ByteBuffer.allocate(0)));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void asManyCoordinatesAsFitAndNoMore(GradientCodec codec) {
        for (int bytes : new int[] {8, 400, 4096, 245_632}) {
            int most = codec.maxCoordinates(bytes);
            assertThat(most).isPositive();
            assertThat(codec.maxBytes(most)).isLessThanOrEqualTo(bytes);
            assertThat(codec.maxBytes(most + 1)).isGreaterThan(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aChunkInsideAnotherBufferIsReadWithoutMovingIt(GradientCodec codec) throws Exception {
        float[] values = {1, 2, 4};
        ByteBuffer inner = encode(codec, values, 0, 3);
        ByteBuffer outer = ByteBuffer.allocateDirect(64).position(7);
        outer.put(inner.duplicate()).flip().position(7);
        float[] row = new float[3];
        assertThat(codec.coordinates(outer)).isEqualTo(3);
        codec.decode(outer, row, 0, 3);
        assertThat(row).containsExactly(1, 2, 4);
        assertThat(outer.position()).isEqualTo(7);
    }
}
