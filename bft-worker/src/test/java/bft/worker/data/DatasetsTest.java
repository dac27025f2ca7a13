package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetsTest {
    @TempDir Path directory;

    @Test
    void aFileSortedByClassIsShuffledBeforeItIsCut() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("own.csv"), "1,0\n".repeat(50) + "2,1\n".repeat(50));
        Split split = Datasets.load(file.toString(), directory, 4);
        assertThat(split.train().count()).isEqualTo(80);
        assertThat(split.test().count()).isEqualTo(20);
        assertThat(Arrays.stream(split.test().labels()).sum()).isBetween(4, 16);
        assertThat(Datasets.load(file.toString(), directory, 4).test().labels())
                .isEqualTo(split.test().labels());
        assertThat(Datasets.load(file.toString(), directory, 5).test().labels())
                .isNotEqualTo(split.test().labels());
    }

    @Test
    void standardisesOnTheTrainingRowsAlone() throws IOException {
        // Training column 0: mean 2, deviation 1; column 1 is constant and only shifted.
        Files.writeString(directory.resolve("own.csv"), "1,7,a\n3,7,b\n");
        Files.writeString(directory.resolve("own.csv.t"), "4,9,b\n");
        Split split = Datasets.load("own.csv", directory, 1);
        assertThat(split.train().features()).containsExactly(-1, 0, 1, 0);
        assertThat(split.test().features()).containsExactly(2, 2);
        assertThat(split.test().labels()).containsExactly(1);
    }

    @Test
    void takesTheLabelColumnThatTheNameAsksFor() throws IOException {
        Files.writeString(directory.resolve("own.csv"), "0,1,2\n1,3,4\n".repeat(5));
        Split split = Datasets.load("own.csv:label=0", directory, 1);
        assertThat(split.train().width()).isEqualTo(2);
        assertThat(split.train().classes()).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load("own.csv:label=x", directory, 1))
                .withMessage("own.csv: label must be a whole number, got 'x'");
    }

    @Test
    void tellsLibsvmFromCsvByContent() throws IOException {
        Files.writeString(directory.resolve("own.csv"), "1 3:5\n2 1:1\n".repeat(5));
        Split split = Datasets.load("own.csv", directory, 1);
        assertThat(split.train().width()).isEqualTo(3);
        assertThat(split.train().features()).contains(5);
    }

    @Test
    void readsADirectoryOfIdxFilesOrOfASingleTable() throws IOException {
        byte[] images = IdxReaderTest.idx(new int[] {2, 1, 1}, new byte[] {0, 9});
        byte[] labels = IdxReaderTest.idx(new int[] {2}, new byte[] {0, 1});
        Path idx = Files.createDirectory(directory.resolve("idx"));
        Files.write(idx.resolve("train-images-idx3-ubyte"), images);
        Files.write(idx.resolve("train-labels-idx1-ubyte.gz"), IdxReaderTest.gzip(labels));
        Files.write(idx.resolve("t10k-images.idx3-ubyte"), images);
        Files.write(idx.resolve("t10k-labels.idx1-ubyte"), labels);
        assertThat(Datasets.load("idx", directory, 1).train().count()).isEqualTo(2);
        assertThat(Datasets.load("mnist", idx, 1).name()).isEqualTo("mnist");

        Path table = Files.createDirectory(directory.resolve("table"));
        Files.writeString(table.resolve("own.data"), "1,0\n2,1\n".repeat(5));
        assertThat(Datasets.load(table.toString(), directory, 1).train().count()).isEqualTo(8);
        Files.writeString(table.resolve("other.data"), "1,0\n2,1\n".repeat(5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load(table.toString(), directory, 1))
                .withMessageContaining("got [other.data, own.data]; name the file");
    }

    @Test
    void preparesSpambase() throws IOException {
        // Column 0 is a frequency: log(1 + 10 x) is log 1 and log 11, so standardised -1 and 1.
        String zeros = ",0".repeat(56);
        Files.writeString(
                directory.resolve("spambase.data"),
                ("0" + zeros + ",0\n").repeat(500) + ("1" + zeros + ",1\n").repeat(500));
        Split split = Datasets.load("spambase", directory, 1);
        assertThat(split.train().width()).isEqualTo(57);
        double half = Arrays.stream(split.train().labels()).sum() / 800.0;
        float high = (float) Math.sqrt((1 - half) / half);
        for (int row = 0; row < 800; row++) {
            float feature = split.train().features()[57 * row];
            assertThat(feature)
                    .isCloseTo(split.train().labels()[row] == 1 ? high : -1 / high, within(1e-3f));
        }
    }

    @Test
    void theLogarithmIsOfTheScaledFrequencies() {
        float[] features = {1, 1, 3, 0};
        Preparation.logarithm(features, 2, 1, 10);
        assertThat(features)
                .containsExactly(
                        new float[] {
                            (float) Math.log(11), (float) Math.log(2), (float) Math.log(31), 0
                        },
                        within(1e-6f));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Preparation.logarithm(new float[] {-1}, 1, 0, 10))
                .withMessage("row 0, column 0 must be above -1, got -1.0");
    }

    @Test
    void saysWhatThereIsAndWhatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load("imagenet", directory, 1))
                .withMessageContaining("'imagenet'; there are built-in, mnist,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load("mnist", directory, 1))
                .withMessageContaining(
                        "mnist needs IDX files to train and to test in " + directory);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load("mnist", directory.resolve("no"), 1))
                .withMessageContaining("there is no directory");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load("spambase", directory, 1))
                .withMessageContaining("spambase needs a file spambase.data in " + directory);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load("a9a", directory, 1))
                .withMessageContaining("a9a needs a file a9a in " + directory);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load("mnist:scale=none", directory, 1))
                .withMessage("mnist has no parameter 'scale'; there are none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load(" ", directory, 1))
                .withMessage("the data set has an empty name");
    }
}
