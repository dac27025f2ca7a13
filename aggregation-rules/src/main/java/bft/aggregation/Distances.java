package bft.aggregation;

import bft.aggregation.kernels.BlockDistances;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Squared Euclidean distances between n rows, and from them to anchors. The points are numbered
 * rows first, then anchors. Immutable.
 */
public final class Distances {
    /** A point that is not a worker's row: distances to it are measured, and it may have weight. */
    public enum Anchor {
        /** The vector of zeros: distances to it are norms, and weight on it shortens the result. */
        ORIGIN,
        /** {@link RoundContext#previous()}, or the origin before there is one. */
        PREVIOUS,
        /** {@link RoundContext#trusted()}. */
        TRUSTED,
        /** The coordinate-wise median of the rows as received, the midpoint for an even n. */
        MEDIAN,
        /** The same with the lower of the two middle values for an even n. */
        LOWER_MEDIAN;

        /** Whether this point follows from the rows. */
        boolean isMedian() {
            return this == MEDIAN || this == LOWER_MEDIAN;
        }
    }

    private final int rows;
    private final List<Anchor> anchors;
    private final DMatrixRMaj squared;
    private final InnerProducts inner;
    private final double[] far;
    private final int[] numbers;

    /**
     * Wraps a symmetric matrix.
     *
     * @param rows number of rows n
     * @param anchors the anchors after them, each once
     * @param squared (n + anchors) x (n + anchors) squared distances, row-major; kept, so not to be
     *     modified afterwards
     */
    public Distances(int rows, List<Anchor> anchors, double[] squared) {
        this(anchors, IntStream.range(0, rows).toArray(), squared, new double[0]);
    }

    /**
     * Wraps measured distances.
     *
     * @param numbers the {@link #number} of each row
     * @param far products of outliers as {@link InnerProducts#of} expects them, or none
     */
    private Distances(List<Anchor> anchors, int[] numbers, double[] squared, double[] far) {
        this.rows = numbers.length;
        this.anchors = List.copyOf(anchors);
        this.numbers = numbers;
        this.far = far;
        int points = rows + anchors.size();
        BadArgument.when(rows < 1 || squared.length != Limits.entries(points))
                .because("need %s x %s distances, got %s", points, points, squared.length);
        this.squared = DMatrixRMaj.wrap(points, points, squared);
        this.inner = InnerProducts.of(this.squared, rows, far);
    }

    /** Distances between mixed rows, whose products follow from those of the rows. */
    private Distances(Distances of, int mixedRows, DMatrixRMaj squared, InnerProducts inner) {
        this.rows = mixedRows;
        this.anchors = of.anchors;
        boolean oneEach = mixedRows == of.rows;
        this.numbers = oneEach ? of.numbers : IntStream.range(0, rows).toArray();
        this.far = new double[0];
        this.squared = squared;
        this.inner = inner;
    }

    /**
     * The distances that were measured.
     *
     * @param pairs the squared distance of each {@linkplain BlockDistances#pair pair}
     * @param far products of outliers as {@link InnerProducts#of} expects them, or none; kept
     */
    public static Distances of(int rows, List<Anchor> anchors, double[] pairs, double[] far) {
        int points = rows + anchors.size();
        var squared = new double[Limits.entries(points)];
        for (int i = 0; i < points; i++) {
            for (int j = i + 1; j < points; j++) {
                double value = pairs[BlockDistances.pair(points, i, j)];
                squared[i * points + j] = value;
                squared[j * points + i] = value;
            }
        }
        return new Distances(anchors, IntStream.range(0, rows).toArray(), squared, far);
    }

    /** The index that row i had before rows that are not finite were excluded. */
    public int number(int i) {
        return numbers[i];
    }

    /** Number of rows n. */
    public int rows() {
        return rows;
    }

    /** Number of points: rows and anchors. */
    public int points() {
        return squared.numRows;
    }

    /**
     * The point that is this anchor.
     *
     * @throws IllegalArgumentException if the distances to it were not requested
     */
    public int point(Anchor anchor) {
        int index = anchors.indexOf(anchor);
        BadArgument.when(index < 0).because("no distances to %s were requested", anchor);
        return rows + index;
    }

    /** Squared distance between points i and j. */
    public double squared(int i, int j) {
        return squared.unsafe_get(i, j);
    }

    /** The distances between the listed rows and all anchors. */
    public Distances among(int[] chosen) {
        int count = chosen.length;
        int fewer = count + anchors.size();
        var result = new double[Limits.entries(fewer)];
        var farLeft = new double[far.length == 0 ? 0 : BlockDistances.outlierLength(fewer)];
        for (int i = 0; i < fewer; i++) {
            for (int j = 0; j < fewer; j++) {
                int a = i < count ? chosen[i] : rows + i - count;
                int b = j < count ? chosen[j] : rows + j - count;
                result[i * fewer + j] = squared(a, b);
                if (i <= j && farLeft.length > 0) {
                    farLeft[InnerProducts.index(fewer, i, j)] =
                            far[InnerProducts.index(points(), a, b)];
                }
            }
        }
        int[] left = Arrays.stream(chosen).map(i -> numbers[i]).toArray();
        return new Distances(anchors, left, result, farLeft);
    }

    /**
     * Squared distances of every point to the affine combination {@code z = sum_i w_i x_i} of all
     * points. Costs O(n²).
     *
     * @param weights one for each point, adding up to 1; not modified
     */
    public double[] squaredTo(double[] weights) {
        DMatrixRMaj products = inner.matrix();
        var along = new double[points()];
        double own = 0;
        for (int k = 0; k < along.length; k++) {
            for (int j = 0; j < along.length; j++) {
                along[k] += weights[j] * products.unsafe_get(k, j);
            }
            own += weights[k] * along[k];
        }
        var to = new double[points()];
        for (int k = 0; k < to.length; k++) {
            to[k] = Math.max(0, products.unsafe_get(k, k) - 2 * along[k] + own);
        }
        return to;
    }

    /**
     * Distances between mixed rows, and to the same anchors: {@code (M_i - M_j) G (M_i - M_j)'}
     * with the inner products G of the points. Costs O(m n² + m² n) for m mixed rows.
     *
     * @param mix M: the weights of each mixed row, then those of the anchors
     */
    Distances mixed(DMatrixRMaj mix) {
        DMatrixRMaj products = inner.matrix();
        var along = new DMatrixRMaj(mix.numRows, points());
        CommonOps_DDRM.mult(mix, products, along);
        int points = mix.numRows;
        var result = new DMatrixRMaj(points, points);
        for (int i = 0; i < points; i++) {
            for (int j = 0; j < i; j++) {
                double value = Math.max(0, squaredBetween(mix, products, along, new int[] {i, j}));
                result.unsafe_set(i, j, value);
                result.unsafe_set(j, i, value);
            }
        }
        int mixedRows = points - anchors.size();
        return new Distances(this, mixedRows, result, inner.mixed(mix));
    }

    /** Subtracts common terms first; where the rest still cancels, uses differences only. */
    private double squaredBetween(
            DMatrixRMaj mix, DMatrixRMaj products, DMatrixRMaj along, int[] pair) {
        int i = pair[0];
        int j = pair[1];
        double sum = 0;
        double scale = 0;
        for (int k = 0; k < points(); k++) {
            double difference = mix.unsafe_get(i, k) - mix.unsafe_get(j, k);
            if (difference != 0) {
                double a = along.unsafe_get(i, k);
                double b = along.unsafe_get(j, k);
                sum += difference * (a - b);
                scale += Math.abs(difference) * (Math.abs(a) + Math.abs(b));
            }
        }
        return Math.abs(sum) > 1e-6 * scale ? sum : ofDifferences(mix, products, pair);
    }

    private double ofDifferences(DMatrixRMaj mix, DMatrixRMaj products, int[] pair) {
        var difference = new double[points()];
        for (int k = 0; k < difference.length; k++) {
            difference[k] = mix.unsafe_get(pair[0], k) - mix.unsafe_get(pair[1], k);
        }
        double sum = 0;
        for (int k = 0; k < difference.length; k++) {
            for (int l = 0; l < difference.length && difference[k] != 0; l++) {
                sum += difference[k] * difference[l] * products.unsafe_get(k, l);
            }
        }
        return sum;
    }

    /**
     * Inner products of the rows about a weighted mean {@code z = sum_j w_j x_j}: entry (i, k) is
     * {@code (x_i - z).(x_k - z)}. Costs O(n²).
     *
     * @param weights one for each point, adding up to 1; not modified
     */
    public double[][] innerProducts(double[] weights) {
        double[] to = squaredTo(weights);
        var about = new double[rows][rows];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < rows; k++) {
                about[i][k] = (to[i] + to[k] - squared(i, k)) / 2;
            }
        }
        return about;
    }

    /**
     * The cosine of the angle between points i and j seen from the origin, 0 if either is the
     * origin. Needs {@link Anchor#ORIGIN}.
     */
    public double cosine(int i, int j) {
        int origin = point(Anchor.ORIGIN);
        DMatrixRMaj products = inner.matrix();
        double product =
                products.unsafe_get(i, j)
                        - products.unsafe_get(i, origin)
                        - products.unsafe_get(j, origin)
                        + products.unsafe_get(origin, origin);
        double a = Math.sqrt(squared(i, origin));
        double b = Math.sqrt(squared(j, origin));
        return a == 0 || b == 0 ? 0 : Math.max(-1, Math.min(1, product / a / b));
    }
}
