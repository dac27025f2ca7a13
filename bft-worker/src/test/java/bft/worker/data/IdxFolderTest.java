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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images and labels are found by what they are. */
final class IdxFolderTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,"
                + " t10k-labels-idx1-ubyte",
        "x-train-images-idx3-ubyte.gz, x-train-labels-idx1-ubyte.gz, x-test-images-idx3-ubyte.gz,"
                + " x-test-labels-idx1-ubyte.gz",
        "latest_train_x, latest_train_y, latest_test_x, latest_test_y",
        "Train.Pixels, Train.Classes, valid.Pixels, valid.Classes",
        "trainX, trainY, testX, testY"
    })
    void findsThePartsWhateverTheNames(String x, String y, String testX, String testY)
            throws IOException {
        images(x, 4);
        labels(y, 4);
        images(testX, 2);
        labels(testY, 2);
        Files.writeString(directory.resolve("README"), "about");
        Files.write(directory.resolve("other.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
        Files.write(directory.resolve("preview.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        Split split = load("");
        assertThat(split.train().count()).isEqualTo(4);
        assertThat(split.test().count()).isEqualTo(2);
        assertThat(split.notes().get(0)).contains(x, y, "4 rows of 6 features as x/255, 2 classes");
    }

    @Test
    void readsFilesBesideFoldersOfNearlyTheSameNameAndInThem() throws IOException {
        Files.createDirectory(directory.resolve("train-images-idx3-ubyte"));
        images("train-images-idx3-ubyte/train-images-idx3-ubyte", 4);
        images("train-images.idx3-ubyte", 4);
        Files.createDirectory(directory.resolve("train-labels-idx1-ubyte"));
        labels("train-labels-idx1-ubyte/train-labels-idx1-ubyte", 4);
        images("t10k-images.idx3-ubyte", 2);
        labels("t10k-labels.idx1-ubyte", 2);
        labels("t10k-labels.idx1-ubyte.gz", 2);
        assertThat(load("").train().count()).isEqualTo(4);
        assertThat(Datasets.load("mnist", directory, 1).test().count()).isEqualTo(2);
    }

    @Test
    void cutsASinglePair() throws IOException {
        images("digits", 10);
        labels("classes", 10);
        assertThat(load("").test().count()).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Datasets.load("mnist", directory, 1))
                .withMessageContaining("mnist needs IDX files to train and to test");
    }

    @Test
    void choosesOneOfSeveralSetsByThePrefixOfItsFiles() throws IOException {
        for (String set : new String[] {"letters", "digits"}) {
            images(set + "-train-images", 4);
            labels(set + "-train-labels", 4);
            images(set + "-test-images", 2);
            labels(set + "-test-labels", 2);
        }
        assertThat(load(":files=letters").notes().get(0)).contains("letters-train-images");
        assertRefused("", "needed are one pair, or one to train and one to test, named so");
        assertRefused(":files=words", "must hold IDX files, one file of rows");
    }

    @Test
    void saysWhatItFoundWhereAPartIsMissing() throws IOException {
        images("train-images", 4);
        images("test-images", 2);
        labels("train-labels", 4);
        assertRefused("", "has IDX images [test-images, train-images] and labels [train-labels]");
        byte[] packed = IdxReaderTest.gzip(new byte[9]);
        Files.write(directory.resolve("test-labels.gz"), Arrays.copyOf(packed, 12));
        assertRefused("", "test-labels.gz: not a sound gzip stream");
    }

    @Test
    void refusesOneFileOfTheSet() throws IOException {
        images("train-images", 4);
        assertRefused("/train-images", "for IDX name the directory that holds images and labels");
    }

    @Test
    void scalesByTheMomentsOfItsOwnTrainingPixelsOrAsItIsTold() throws IOException {
        Files.write(
                directory.resolve("train-images"),
                IdxReaderTest.idx(new int[] {2, 1, 2}, new byte[] {0, 0, (byte) 255, (byte) 255}));
        labels("train-labels", 2);
        Files.write(
                directory.resolve("test-images"),
                IdxReaderTest.idx(new int[] {1, 1, 2}, new byte[] {0, 51}));
        labels("test-labels", 1);
        Split own = load("");
        assertThat(own.train().features()).containsExactly(-1, -1, 1, 1);
        assertThat(own.test().features()[1]).isCloseTo(-0.6f, within(1e-6f));
        assertThat(own.notes())
                .contains(
                        "features scaled by the mean 0.5 and the deviation 0.5 of the training rows");
        assertThat(load(":scale=none").test().features()).containsExactly(0, 0.2f);
        Split mnist = load(":scale=mnist");
        assertThat(mnist.test().features()[1]).isCloseTo(0.0693f / 0.3081f, within(1e-6f));
        assertThat(mnist.notes())
                .contains("pixels scaled by the mean 0.1307 and the deviation 0.3081 of MNIST");
    }

    private void images(String name, int count) throws IOException {
        byte[] pixels = new byte[6 * count];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (7 * i);
        }
        write(name, IdxReaderTest.idx(new int[] {count, 2, 3}, pixels));
    }

    private void labels(String name, int count) throws IOException {
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 2);
        }
        write(name, IdxReaderTest.idx(new int[] {count}, labels));
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(
                directory.resolve(name),
                name.endsWith(".gz") ? IdxReaderTest.gzip(content) : content);
    }

    private Split load(String parameters) {
        return Datasets.load(directory + parameters, directory, 1);
    }

    private void assertRefused(String parameters, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(parameters))
                .withMessageContaining(message);
    }
}
