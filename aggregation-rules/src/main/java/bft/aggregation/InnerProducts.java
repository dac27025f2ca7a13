package bft.aggregation;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Inner products of points about the row in the middle of the crowd: what affine combinations of
 * the points are worked out with. They follow from squared distances, {@code 2 (x_i - r).(x_k - r)
 * = |x_i - r|² + |x_k - r|² - |x_i - x_k|²}, and about the crowd nothing cancels.
 *
 * <p>The exception is a row so far out that its distances no longer tell in which direction it
 * lies: given a tiny weight, as clipping and the geometric median do, it counts like the others
 * again. Its products are then taken from the rows themselves; if these are not at hand, as over
 * parts of the coordinates, that is an error and not a wrong answer.
 */
final class InnerProducts {
    /** Squared distance from the middle, over the typical one, from which a point is far. */
    private static final double FAR = 1e8;

    /** A weight below this brings a far point near. */
    private static final double TINY = 1e-3;

    /** The matrix of products, from the distances or from the rows. */
    @FunctionalInterface
    private interface Source {
        DMatrixRMaj products(boolean fromRows);
    }

    private final DMatrixRMaj squared;
    private final int rows;
    private final Source source;
    private final DMatrixRMaj[] known = new DMatrixRMaj[2];
    private boolean[] far = {};

    private InnerProducts(DMatrixRMaj squared, int rows, Source source) {
        this.squared = squared;
        this.rows = rows;
        this.source = source;
    }

    /**
     * The products of measured points.
     *
     * @param squared their squared distances, kept
     * @param rows how many of them are rows, which come first
     * @param points their coordinates, an empty array for the origin; or none
     */
    static InnerProducts of(DMatrixRMaj squared, int rows, float[][] points) {
        return new InnerProducts(
                squared,
                rows,
                fromRows -> {
                    int middle = middle(squared, rows);
                    DMatrixRMaj products = fromDistances(squared, middle);
                    if (fromRows) {
                        boolean[] far = far(squared, rows);
                        requireCoordinates(far, points);
                        takeFromRows(products, far, points, middle);
                    }
                    return products;
                });
    }

    /** The products of combinations of these points, about the same row. */
    InnerProducts mixed(DMatrixRMaj mix, DMatrixRMaj distances, int mixedRows) {
        return new InnerProducts(
                distances,
                mixedRows,
                fromRows -> {
                    DMatrixRMaj own = products(fromRows);
                    var half = new DMatrixRMaj(mix.numRows, own.numCols);
                    var products = new DMatrixRMaj(mix.numRows, mix.numRows);
                    CommonOps_DDRM.mult(mix, own, half);
                    CommonOps_DDRM.multTransB(half, mix, products);
                    return products;
                });
    }

    /** The products that suit combinations with these weights. */
    DMatrixRMaj suiting(DMatrixRMaj weights) {
        boolean fromRows = false;
        for (int k = 0; k < weights.numRows; k++) {
            for (int j = 0; j < weights.numCols; j++) {
                double weight = Math.abs(weights.unsafe_get(k, j));
                fromRows |= weight > 0 && weight < TINY && isFar(j);
            }
        }
        return products(fromRows);
    }

    /** The products that suit an angle at these points. */
    DMatrixRMaj suiting(int i, int j) {
        return products(isFar(i) || isFar(j));
    }

    private boolean isFar(int j) {
        if (far.length == 0) {
            far = far(squared, rows);
        }
        return far[j];
    }

    private DMatrixRMaj products(boolean fromRows) {
        int which = fromRows ? 1 : 0;
        if (known[which] == null) {
            known[which] = source.products(fromRows);
        }
        return known[which];
    }

    /** The row with the least sum of distances. */
    private static int middle(DMatrixRMaj squared, int rows) {
        var sums = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                sums[i] += Math.sqrt(squared.unsafe_get(i, j));
            }
        }
        return Ranking.best(sums);
    }

    private static boolean[] far(DMatrixRMaj squared, int rows) {
        int middle = middle(squared, rows);
        double[] sorted =
                Arrays.copyOfRange(
                        squared.data, middle * squared.numCols, middle * squared.numCols + rows);
        Arrays.sort(sorted);
        double typical = sorted[rows / 2];
        var far = new boolean[squared.numCols];
        for (int j = 0; j < far.length; j++) {
            far[j] = squared.unsafe_get(middle, j) > FAR * typical;
        }
        return far;
    }

    private static void requireCoordinates(boolean[] far, float[][] points) {
        for (int j = 0; j < far.length && points.length == 0; j++) {
            if (far[j]) {
                throw new IllegalArgumentException(
                        "row "
                                + j
                                + " is too far out for distances to tell its direction: leave it"
                                + " out, or aggregate whole rows");
            }
        }
    }

    private static DMatrixRMaj fromDistances(DMatrixRMaj squared, int middle) {
        int points = squared.numCols;
        var products = new DMatrixRMaj(points, points);
        for (int i = 0; i < points; i++) {
            for (int k = 0; k < points; k++) {
                double sum = squared.unsafe_get(i, middle) + squared.unsafe_get(k, middle);
                products.unsafe_set(i, k, (sum - squared.unsafe_get(i, k)) / 2);
            }
        }
        return products;
    }

    private static void takeFromRows(
            DMatrixRMaj products, boolean[] far, float[][] points, int middle) {
        for (int i = 0; i < far.length; i++) {
            for (int k = 0; k < far.length; k++) {
                if (far[i] && i != k && (i < k || !far[k])) {
                    double product = product(points[i], points[k], points[middle]);
                    products.unsafe_set(i, k, product);
                    products.unsafe_set(k, i, product);
                }
            }
        }
    }

    private static double product(float[] a, float[] b, float[] middle) {
        double sum = 0;
        for (int k = 0; k < middle.length; k++) {
            double x = (a.length == 0 ? 0 : a[k]) - (double) middle[k];
            double y = (b.length == 0 ? 0 : b[k]) - (double) middle[k];
            sum += x * y;
        }
        return sum;
    }
}
