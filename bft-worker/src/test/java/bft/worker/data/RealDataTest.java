package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files as they are published, in the directory that -Dbft.data or BFT_DATA names. */
final class RealDataTest {
    private static Split load(String name) {
        String directory = System.getProperty("bft.data", System.getenv("BFT_DATA"));
        assumeTrue(directory != null, "set -Dbft.data or BFT_DATA to the directory of data sets");
        Path path = Path.of(directory);
        assumeTrue(
                Files.isDirectory(path.resolve(name)) || Files.isDirectory(path.resolve("libsvm")),
                directory + " has no " + name);
        return Datasets.load(name, path, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "mnist, 60000, 10000, 784, 10", "fashion-mnist, 60000, 10000, 784, 10",
        "spambase, 3680, 921, 57, 2", "a9a, 32561, 16281, 123, 2",
        "phishing, 8844, 2211, 68, 2", "mushrooms, 6499, 1625, 112, 2"
    })
    void hasThePublishedSizes(String name, int train, int test, int width, int classes) {
        Split split = load(name);
        assertThat(split.train().count()).isEqualTo(train);
        assertThat(split.test().count()).isEqualTo(test);
        assertThat(split.train().width()).isEqualTo(width);
        assertThat(split.test().classes()).isEqualTo(classes);
    }

    @Test
    void mnistHasThePublishedLabelsMeanAndDeviation() {
        Dataset train = load("mnist").train();
        int[] counts = new int[10];
        Arrays.stream(train.labels()).forEach(label -> counts[label]++);
        assertThat(counts)
                .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        double sum = 0;
        double squares = 0;
        for (float feature : train.features()) {
            sum += feature;
            squares += (double) feature * feature;
        }
        assertThat(sum / train.features().length).isCloseTo(0, within(1e-3));
        assertThat(squares / train.features().length).isCloseTo(1, within(1e-3));
    }

    @ParameterizedTest
    @CsvSource({
        "a9a, 7841, 3846",
        "mushrooms, 4208, 4208",
        "phishing, 6157, 6157",
        "spambase, 1813, 1813"
    })
    void hasThePublishedNumberOfTheSecondClass(String name, int train, int total) {
        Split split = load(name);
        int inTrain = Arrays.stream(split.train().labels()).sum();
        int inTest = Arrays.stream(split.test().labels()).sum();
        assertThat(name.equals("a9a") ? inTrain : train).isEqualTo(train);
        assertThat(name.equals("a9a") ? inTest : inTrain + inTest).isEqualTo(total);
    }
}
