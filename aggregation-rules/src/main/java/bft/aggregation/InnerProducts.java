package bft.aggregation;

import bft.aggregation.kernels.BlockDistances;
import java.util.Arrays;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Inner products of points about the row in the middle of the crowd: what affine combinations of
 * the points are worked out with. They follow from squared distances, {@code 2 (x_i - r).(x_k - r)
 * = |x_i - r|² + |x_k - r|² - |x_i - x_k|²}, and about the crowd nothing cancels.
 *
 * <p>The exception is a row so far out that its squared distances round away in which direction it
 * lies: given a tiny weight, as clipping and the geometric median do, it counts like the others
 * again. Its products with rows that are not far are those measured beside the distances, see
 * {@link BlockDistances#farProducts}. What these leave out, blocks in which the row lies within a
 * hundred times the others' distance, is below 1e-7 of what the others come to once its weight has
 * brought it near.
 *
 * <p>Worked out when first asked for. Immutable.
 */
final class InnerProducts {
    /** Squared distance from the middle, over the typical one, from which a point is far. */
    private static final double FAR = 1e18;

    private final Supplier<DMatrixRMaj> source;
    private volatile DMatrixRMaj known = new DMatrixRMaj(0, 0);

    private InnerProducts(Supplier<DMatrixRMaj> source) {
        this.source = source;
    }

    /**
     * The products of measured points.
     *
     * @param squared their squared distances, kept
     * @param rows how many of them are rows, which come first
     * @param far products of points far out, by pair and then of each with itself, or none; kept
     */
    static InnerProducts of(DMatrixRMaj squared, int rows, double[] far) {
        return new InnerProducts(
                () -> {
                    int middle = middle(squared, rows);
                    DMatrixRMaj products = fromDistances(squared, middle);
                    if (far.length > 0) {
                        replace(products, far(squared, rows, middle), far, middle);
                    }
                    return products;
                });
    }

    /** The products of combinations of these points, about the same row. */
    InnerProducts mixed(DMatrixRMaj mix) {
        return new InnerProducts(
                () -> {
                    DMatrixRMaj own = matrix();
                    var half = new DMatrixRMaj(mix.numRows, own.numCols);
                    var products = new DMatrixRMaj(mix.numRows, mix.numRows);
                    CommonOps_DDRM.mult(mix, own, half);
                    CommonOps_DDRM.multTransB(half, mix, products);
                    return products;
                });
    }

    /** The matrix of products, not to be modified. */
    DMatrixRMaj matrix() {
        DMatrixRMaj found = known;
        if (found.numRows == 0) {
            found = source.get();
            known = found;
        }
        return found;
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

    private static boolean[] far(DMatrixRMaj squared, int rows, int middle) {
        int at = middle * squared.numCols;
        double[] sorted = Arrays.copyOfRange(squared.data, at, at + rows);
        Arrays.sort(sorted);
        double typical = sorted[rows / 2];
        var far = new boolean[squared.numCols];
        for (int j = 0; j < far.length; j++) {
            far[j] = squared.unsafe_get(middle, j) > FAR * typical;
        }
        return far;
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

    private static void replace(DMatrixRMaj products, boolean[] isFar, double[] far, int middle) {
        int points = isFar.length;
        for (int i = 0; i < points; i++) {
            for (int k = 0; k < points; k++) {
                if (isFar[i] && !isFar[k]) {
                    double product =
                            measured(far, points, i, k)
                                    - measured(far, points, i, middle)
                                    - measured(far, points, middle, k)
                                    + measured(far, points, middle, middle);
                    products.unsafe_set(i, k, product);
                    products.unsafe_set(k, i, product);
                }
            }
        }
    }

    private static double measured(double[] far, int points, int i, int k) {
        return far[place(points, i, k)];
    }

    /** Where the product of points i and k stands among those of points far out. */
    static int place(int points, int i, int k) {
        return i == k
                ? BlockDistances.pairs(points) + i
                : BlockDistances.pair(points, Math.min(i, k), Math.max(i, k));
    }
}
