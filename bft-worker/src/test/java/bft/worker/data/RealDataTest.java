package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published files hold what is published about them; see {@link RealData}. */
final class RealDataTest {
    @ParameterizedTest
    @CsvSource({
        "mnist, 60000, 10000, 784, 10", "fashion-mnist, 60000, 10000, 784, 10",
        "spambase, 3680, 921, 57, 2", "a9a, 32561, 16281, 123, 2",
        "phishing, 8844, 2211, 68, 2", "mushrooms, 6499, 1625, 112, 2"
    })
    void hasThePublishedSizes(String name, int train, int test, int width, int classes) {
        Split split = RealData.load(name);
        assertThat(split.train().count()).isEqualTo(train);
        assertThat(split.test().count()).isEqualTo(test);
        assertThat(split.train().width()).isEqualTo(width);
        assertThat(split.test().classes()).isEqualTo(classes);
    }

    @Test
    void mnistHasThePublishedLabelsMeanAndDeviation() {
        Dataset train = RealData.load("mnist").train();
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

    /** Whichever of its batches are there. */
    @Test
    void cifarHasTenClassesOfMeanZeroAndDeviationOne() {
        Dataset train = RealData.load("cifar-10").train();
        assertThat(Arrays.stream(train.labels()).distinct().count()).isEqualTo(10);
        double squares = 0;
        for (float feature : train.features()) {
            squares += (double) feature * feature;
        }
        assertThat(squares / train.features().length).isCloseTo(1, within(1e-3));
        assertThat(train.width()).isEqualTo(3072);
    }

    @ParameterizedTest
    @CsvSource({
        "a9a, 7841, 3846",
        "mushrooms, 4208, 4208",
        "phishing, 6157, 6157",
        "spambase, 1813, 1813"
    })
    void hasThePublishedNumberOfTheSecondClass(String name, int train, int total) {
        Split split = RealData.load(name);
        int inTrain = Arrays.stream(split.train().labels()).sum();
        int inTest = Arrays.stream(split.test().labels()).sum();
        assertThat(name.equals("a9a") ? inTrain : train).isEqualTo(train);
        assertThat(name.equals("a9a") ? inTest : inTrain + inTest).isEqualTo(total);
    }
}
