package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DrawnDigitsTest {
    private static final Split ONE = load(1);

    private static Split load(long seed) {
        return Datasets.load("built-in", Path.of("no", "such", "directory"), seed);
    }

    @Test
    void isTheSameToTheBitForTheSameSeed() {
        Split again = load(1);
        assertThat(again.train().features()).isEqualTo(ONE.train().features());
        assertThat(again.test().labels()).isEqualTo(ONE.test().labels());
    }

    @Test
    void staysWhatItIs() {
        // Pinned: reports of different machines and releases speak of the same images.
        assertThat(Arrays.hashCode(ONE.train().labels())).isEqualTo(1179905907);
        assertThat(Arrays.hashCode(ONE.train().features())).isEqualTo(-500978784);
    }

    @Test
    void drawsOtherImagesForAnotherSeed() {
        assertThat(ONE.train().features()).isNotEqualTo(load(2).train().features());
    }

    @Test
    void holdsTenClassesOfLikeSize() {
        int[] counts = new int[10];
        for (int label : ONE.train().labels()) {
            counts[label]++;
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 500 && count < 700);
    }

    @Test
    void hasPixelsOfAboutZeroMeanAndUnitVariance() {
        double sum = 0;
        double squares = 0;
        float[] features = ONE.train().features();
        for (float feature : features) {
            sum += feature;
            squares += feature * feature;
        }
        assertThat(sum / features.length).isBetween(-0.2, 0.2);
        assertThat(squares / features.length).isBetween(0.7, 1.3);
    }
}
