package bft.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every codec that is registered. */
class CodecContractTest {
    private static final float UNTOUCHED = 12_345f;
    private static final int D = 9_001;
    private static final int[] CUTS = {0, 4_096, 8_192, D};
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
        List<String> others =
                List.of(
                        "int8:block=8,levels=3",
                        "int4:rounding=nearest",
                        "sign:block=8",
                        "top-k:share=1",
                        "threshold:value=0",
                        "random-k:one-in=3,scaled=no",
                        "sparse-loco:block=64,share=0.5",
                        "sketch:share=0.5,buckets=256");
        return Stream.concat(Codecs.ALL.stream(), others.stream().map(Codecs::of)).toList();
    }

    /** Those that keep each value for itself, up to rounding. */
    static List<GradientCodec> singly() {
        return Stream.of("float32", "bfloat16", "float16").map(Codecs::of).toList();
    }

    /** Those that look at every value. */
    static List<GradientCodec> seeing() {
        return codecs().stream().filter(c -> !c.name().startsWith("random-k")).toList();
    }

    /** Those whose chunks have nothing in common but a selection. */
    static List<GradientCodec> blockwise() {
        return codecs().stream()
                .filter(c -> !c.name().startsWith("random-k") && !c.name().startsWith("sketch"))
                .toList();
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
        return encode(codec, codec.encoder(values, SEED), from, to);
    }

    private static ByteBuffer encode(
            GradientCodec codec, GradientCodec.Encoder encoder, int from, int to) {
        ByteBuffer out = ByteBuffer.allocate((int) codec.maxBytes(to - from) + 3);
        out.position(3);
        encoder.encode(from, to, out);
        return out.limit(out.position()).position(3);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aRangeComesBackInItsPlaceAndTouchesNothingElse(GradientCodec codec) throws Exception {
        Random random = new Random(SEED);
        for (int time = 0; time < 20; time++) {
            float[] values = gradient(random, true);
            int first = random.nextInt(3);
            int from = CUTS[first];
            int to = CUTS[first + 1 + random.nextInt(3 - first)];
            ByteBuffer chunk = encode(codec, values, from, to);
            float[] row = new float[D];
            Arrays.fill(row, UNTOUCHED);
            assertThat(codec.coordinates(chunk)).as("seed %d", SEED).isEqualTo(to - from);
            assertThat(codec.decode(chunk, row, from, to)).isEqualTo(-1);
            boolean isSound = true;
            for (int k = 0; k < D; k++) {
                boolean inside = k >= from && k < to;
                boolean touched = row[k] != UNTOUCHED || values[k] == row[k];
                isSound &= Float.isFinite(row[k]) && (touched == inside || values[k] == row[k]);
            }
            assertThat(isSound).as("seed %d", SEED).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("singly")
    void whatWasDecodedIsEncodedWithoutFurtherLoss(GradientCodec codec) throws Exception {
        float[] values = gradient(new Random(SEED), false);
        float[] once = new float[D];
        float[] twice = new float[D];
        codec.decode(encode(codec, values, 0, D), once, 0, D);
        codec.decode(encode(codec, once, 0, D), twice, 0, D);
        assertThat(twice).isEqualTo(once);
    }

    @ParameterizedTest
    @MethodSource("singly")
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
    @MethodSource("seeing")
    void aValueThatIsNotFiniteIsToldWhereItIsOrWhereItsBlockBegins(GradientCodec codec)
            throws Exception {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1f / 0f}) {
            float[] values = gradient(new Random(SEED), true);
            values[4_099] = bad;
            float[] row = new float[D];
            int told = codec.decode(encode(codec, values, 0, D), row, 0, D);
            assertThat(told).isBetween(0, 4_099);
            assertThat(Float.isFinite(row[told])).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("blockwise")
    void cuttingBetweenBlocksGivesTheSameValues(GradientCodec codec) throws Exception {
        float[] values = gradient(new Random(SEED), true);
        float[] whole = new float[D];
        float[] cut = new float[D];
        codec.decode(encode(codec, values, 0, D), whole, 0, D);
        GradientCodec.Encoder encoder = codec.encoder(values, SEED);
        for (int i = 1; i < CUTS.length; i++) {
            ByteBuffer chunk = encode(codec, encoder, CUTS[i - 1], CUTS[i]);
            codec.decode(chunk, cut, CUTS[i - 1], CUTS[i]);
        }
        assertThat(Arrays.equals(cut, whole)).as("seed %d", SEED).isTrue();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void theSameSeedGivesTheSameBytes(GradientCodec codec) {
        float[] values = gradient(new Random(SEED), true);
        assertThat(encode(codec, values, 0, D)).isEqualTo(encode(codec, values, 0, D));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void anyBytesAreRefusedOrGiveThatManyValues(GradientCodec codec) throws Exception {
        Random random = new Random(SEED);
        for (int time = 0; time < 1_000; time++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 4 && random.nextBoolean()) {
                Arrays.fill(bytes, 1, 4, (byte) 0);
            }
            requireSound(codec, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void soundChunksWithSomeBytesChangedAreRefusedOrGiveThatManyValues(GradientCodec codec)
            throws Exception {
        Random random = new Random(SEED);
        for (int time = 0; time < 1_000; time++) {
            float[] values = new float[1 + random.nextInt(600)];
            for (int k = 0; k < values.length; k++) {
                values[k] = (float) random.nextGaussian();
            }
            ByteBuffer sound = encode(codec, values, 0, values.length);
            byte[] bytes = new byte[sound.remaining() + random.nextInt(2)];
            sound.get(bytes, 0, Math.min(sound.remaining(), bytes.length));
            for (int change = random.nextInt(4); change > 0; change--) {
                int at =
                        random.nextInt(
                                random.nextBoolean() ? Math.min(12, bytes.length) : bytes.length);
                bytes[at] = (byte) random.nextInt();
            }
            int length = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
            requireSound(codec, ByteBuffer.wrap(bytes, 0, length));
        }
    }

    /** Whoever decodes has looked whether there is room for the coordinates. */
    private static void requireSound(GradientCodec codec, ByteBuffer chunk) {
        float[] row = new float[700];
        Arrays.fill(row, UNTOUCHED);
        int count = 0;
        try {
            count = codec.coordinates(chunk);
            assertThat(count).as("seed %d", SEED).isPositive();
            if (count <= row.length) {
                int firstNonFinite = codec.decode(chunk, row, 0, count);
                assertThat(firstNonFinite).isEqualTo(naiveFirstNonFinite(row));
            }
        } catch (MalformedChunkException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        assertThat(row).isEqualTo(withTail(row, Math.min(count, row.length)));
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
    void noMoreCoordinatesThanFit(GradientCodec codec) {
        for (int bytes : new int[] {64, 400, 4096, 245_632}) {
            int most = codec.maxCoordinates(bytes);
            assertThat(most).isGreaterThanOrEqualTo(bytes < 4096 ? 0 : 1);
            assertThat(codec.maxBytes(most)).isLessThanOrEqualTo(bytes);
        }
        assertThat(codec.maxCoordinates(8)).isNotNegative();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aChunkInsideAnotherBufferIsReadWithoutMovingIt(GradientCodec codec) throws Exception {
        float[] values = {1, 2, 4};
        ByteBuffer inner = encode(codec, values, 0, 3);
        ByteBuffer outer = ByteBuffer.allocateDirect(64).position(7);
        outer.put(inner.duplicate()).flip().position(7);
        float[] row = new float[3];
        float[] same = new float[3];
        assertThat(codec.coordinates(outer)).isEqualTo(3);
        codec.decode(outer, row, 0, 3);
        codec.decode(inner, same, 0, 3);
        assertThat(row).containsExactly(same);
        assertThat(outer.position()).isEqualTo(7);
    }
}
