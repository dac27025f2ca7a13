package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DrawnDigitsTest {
    private static Split load(long seed) {
        return Datasets.load("built-in", Path.of("no", "such", "directory"), seed);
    }

    @Test
    void isTheSameToTheBitForTheSameSeed() {
        assertThat(load(7).train().features()).isEqualTo(load(7).train().features());
        assertThat(load(7).test().labels()).isEqualTo(load(7).test().labels());
    }

    @Test
    void staysWhatItIs() {
        // Pinned: reports of different machines and releases speak of the same images.
        Split split = load(1);
        assertThat(Arrays.hashCode(split.train().labels())).isEqualTo(1179905907);
        assertThat(Arrays.hashCode(split.train().features())).isEqualTo(-500978784);
    }

    @Test
    void drawsOtherImagesForAnotherSeed() {
        assertThat(load(1).train().features()).isNotEqualTo(load(2).train().features());
    }

    @Test
    void holdsTenClassesOfLikeSize() {
        int[] counts = new int[10];
        for (int label : load(3).train().labels()) {
            counts[label]++;
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 500 && count < 700);
    }

    @Test
    void hasPixelsOfAboutZeroMeanAndUnitVariance() {
        double sum = 0;
        double squares = 0;
        float[] features = load(4).train().features();
        for (float feature : features) {
            sum += feature;
            squares += feature * feature;
        }
        assertThat(sum / features.length).isBetween(-0.2, 0.2);
        assertThat(squares / features.length).isBetween(0.7, 1.3);
    }
}
