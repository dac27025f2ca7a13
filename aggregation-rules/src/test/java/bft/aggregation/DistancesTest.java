package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bft.aggregation.Distances.Anchor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistancesTest {
    private static double[][] points(Random random, int n, int d) {
        var points = new double[n][d];
        for (double[] point : points) {
            Arrays.setAll(point, k -> random.nextGaussian());
        }
        return points;
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return sum;
    }

    /** The last point is the origin. */
    private static Distances distances(double[][] points) {
        int n = points.length;
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i * n + j] = squared(points[i], points[j]);
            }
        }
        return new Distances(n - 1, List.of(Anchor.ORIGIN), matrix);
    }

    private static double[] combined(double[] weights, double[][] points) {
        var sum = new double[points[0].length];
        for (int j = 0; j < weights.length; j++) {
            for (int k = 0; k < sum.length; k++) {
                sum[k] += weights[j] * points[j][k];
            }
        }
        return sum;
    }

    private static double[] affine(Random random, int points) {
        double[] weights = random.doubles(points).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    @Test
    void distancesOfMixedRowsFollowFromDistances() {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            double[][] points = points(random, 8, 5);
            points[7] = new double[5];
            if (seed % 2 == 1) {
                points[3] = combined(new double[] {1e12}, points);
            }
            Distances distances = distances(points);
            double[][] weights = new double[4][];
            Arrays.setAll(weights, k -> affine(random, 8));
            if (seed % 2 == 1) {
                // All hold the huge row in the same part, so it cancels.
                Arrays.stream(weights).forEach(w -> w[7] += w[3] - 0.25);
                Arrays.stream(weights).forEach(w -> w[3] = 0.25);
            }
            Distances mixed = Weights.of(distances, weights).mixed(distances);
            double[] to = distances.squaredTo(weights[2]);
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    double[] difference = new double[8];
                    int a = i;
                    int b = j;
                    Arrays.setAll(difference, k -> weights[a][k] - weights[b][k]);
                    double expected = squared(combined(difference, points), new double[5]);
                    assertThat(mixed.squared(i, j))
                            .as("seed %d", seed)
                            .isCloseTo(expected, within(1e-9 * (1 + expected)));
                }
            }
            double own = squared(combined(weights[2], points), points[1]);
            assertThat(to[1]).as("seed %d", seed).isCloseTo(own, within(1e-9 * (1 + own)));
            assertThat(mixed.rows()).isEqualTo(4);
            assertThat(mixed.point(Anchor.ORIGIN)).isEqualTo(4);
        }
    }

    @Test
    void chainedWeightsAreTheProduct() {
        var random = new Random(3);
        double[][] points = points(random, 6, 3);
        points[5] = new double[3];
        Distances distances = distances(points);
        double[][] first = {affine(random, 6), affine(random, 6), affine(random, 6)};
        Weights one = Weights.of(distances, first);
        double[][] second = {affine(random, 4)};
        Weights chained = Weights.of(one.mixed(distances), second).after(one);
        double[][] mixed = new double[4][3];
        for (int k = 0; k < 3; k++) {
            mixed[k] = combined(first[k], points);
        }
        double[] expected = combined(second[0], mixed);
        assertThat(combined(chained.row(0), points)).containsExactly(expected, within(1e-12));
        assertThat(chained.outputs()).isEqualTo(1);
        assertThat(chained.rows()).isEqualTo(5);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Distances two = new Distances(2, List.of(), new double[] {0, 1, 1, 0});
        assertThatThrownBy(() -> two.point(Anchor.TRUSTED))
                .hasMessage("no distances to TRUSTED were requested");
        assertThatThrownBy(() -> Weights.of(two, new double[1][3]))
                .hasMessage("need 2 weights a row, got 3");
        assertThatThrownBy(() -> new Distances(3, List.of(), new double[4]))
                .hasMessage("need 3 x 3 distances, got 4");
    }

    @Test
    void theRestIsWhatIsLeft() {
        Distances three = new Distances(3, List.of(), new double[] {0, 1, 2, 1, 0, 3, 2, 3, 0});
        Distances two = three.among(new int[] {0, 2});
        assertThat(two.rows()).isEqualTo(2);
        assertThat(two.squared(0, 1)).isEqualTo(2);
    }
}
