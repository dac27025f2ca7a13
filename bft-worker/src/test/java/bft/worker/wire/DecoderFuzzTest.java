package bft.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.codec.GradientCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs {@link DecoderFuzz} on inputs that a fuzzer kept, and on sound ones with changes. */
class DecoderFuzzTest {
    /** One input a line, in hexadecimal digits. */
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz", "decoders.hex");

    private static final int INPUTS = 5_000;

    static LongStream seeds() {
        long first = Long.getLong("bft.seed", 1);
        return LongStream.range(first, first + 2);
    }

    private static List<byte[]> corpus() throws IOException {
        return Files.readAllLines(CORPUS).stream().map(HexFormat.of()::parseHex).toList();
    }

    private static void run(byte[] input, String which) {
        try {
            DecoderFuzz.fuzzerTestOneInput(input);
        } catch (Throwable e) {
            throw new AssertionError(which + ": " + HexFormat.of().formatHex(input), e);
        }
    }

    @Test
    void inputsThatAFuzzerKeptAreDecodedOrRefused() throws Exception {
        List<byte[]> corpus = corpus();
        assertThat(corpus).hasSizeGreaterThan(DecoderFuzz.DECODERS);
        corpus.forEach(input -> run(input, "corpus"));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void changedInputsAreDecodedOrRefused(long seed) throws Exception {
        List<byte[]> all = new ArrayList<>(corpus());
        all.addAll(sound());
        Random random = new Random(seed);
        for (int i = 0; i < INPUTS; i++) {
            run(changed(all.get(random.nextInt(all.size())), random), "seed " + seed);
        }
    }

    /** A chunk of every codec. */
    static List<byte[]> sound() {
        List<byte[]> all = new ArrayList<>();
        for (int decoder = 0; decoder < DecoderFuzz.CODECS.size(); decoder++) {
            GradientCodec codec = DecoderFuzz.CODECS.get(decoder);
            var gradient = new float[150];
            Random random = new Random(decoder);
            for (int k = 0; k < gradient.length; k++) {
                gradient[k] = (float) random.nextGaussian();
            }
            ByteBuffer out = ByteBuffer.allocate(1 + (int) codec.maxBytes(gradient.length));
            out.put((byte) decoder);
            codec.encoder(gradient, decoder).encode(0, gradient.length, out);
            all.add(Arrays.copyOf(out.array(), out.position()));
        }
        return all;
    }

    private static byte[] changed(byte[] input, Random random) {
        int length = Math.max(1, input.length + random.nextInt(5) - 3);
        byte[] bytes = Arrays.copyOf(input, random.nextInt(4) == 0 ? length : input.length);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int near = random.nextBoolean() ? Math.min(bytes.length, 14) : bytes.length;
            bytes[random.nextInt(near)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
