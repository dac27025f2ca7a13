package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds is read, or refused in one line that names it: nothing else comes out. */
final class DataFuzzTest {
    private static final int SEEDS = 400;

    /** What text files are damaged with. */
    private static final String[] PIECES = {
        ",",
        ";",
        "\t",
        "\"",
        "\n",
        "\r",
        "#",
        ":",
        "?",
        "nan",
        "-",
        "1e99",
        "\ufeff",
        "\u0000",
        "qid:",
        "99999999999",
        "0,5",
        "1d",
        " ",
        "é",
        "2147483648:1",
        "1048576:1",
        "=",
        "|"
    };

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x,y,label\n1,2,a\n3,4.5,b\n\"1\",-2e3,a\n3,4,b\n",
                "0;5;1\n1,5;2;0\n2,5;3;1\n",
                "1 1:0.5 3:2 # x\n-1 qid:3 2:1\n\n1 1:2 2:3\n"
            })
    void damagedTextIsReadOrRefused(String text) throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var damaged = new StringBuilder(text);
            for (int i = 0; i <= random.nextInt(4); i++) {
                int at = random.nextInt(damaged.length() + 1);
                int to = Math.min(damaged.length(), at + random.nextInt(4));
                damaged.replace(at, to, PIECES[random.nextInt(PIECES.length)]);
            }
            byte[] bytes = damaged.toString().getBytes(StandardCharsets.UTF_8);
            Path file = Files.write(directory.resolve("rows"), damaged(bytes, random));
            assertReadOrRefused(file.toString(), seed);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void damagedImagesAndLabelsAreReadOrRefused(boolean packed) throws IOException {
        byte[] images = IdxReaderTest.idx(new int[] {5, 1, 3}, new byte[15]);
        byte[] labels = IdxReaderTest.idx(new int[] {5}, new byte[] {0, 1, 2, 1, 0});
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            boolean first = random.nextBoolean();
            byte[] x = packed ? IdxReaderTest.gzip(images) : images;
            byte[] y = packed ? IdxReaderTest.gzip(labels) : labels;
            Files.write(directory.resolve("images"), first ? damaged(x, random) : x);
            Files.write(directory.resolve("labels"), first ? y : damaged(y, random));
            assertReadOrRefused(directory.toString(), seed);
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int i = 0; i < random.nextInt(3) && damaged.length > 0; i++) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return random.nextInt(5) == 0
                ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 3))
                : damaged;
    }

    private void assertReadOrRefused(String name, long seed) {
        try {
            var notes = new Notes();
            Split split = new OwnData(DataName.parse(name), Path.of(name), 1, notes).load();
            assertThat(split.train().count() + split.test().count())
                    .as("seed %d", seed)
                    .isPositive();
        } catch (RuntimeException e) {
            assertThat(e.getClass()).as("seed %d", seed).isEqualTo(IllegalArgumentException.class);
            assertThat(e.getMessage())
                    .as("seed %d", seed)
                    .contains(directory.toString())
                    .doesNotContain("\n");
        }
    }
}
