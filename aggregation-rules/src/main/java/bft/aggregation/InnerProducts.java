package bft.aggregation;

import bft.aggregation.kernels.BlockDistances;
import java.util.Arrays;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Inner products of points about the medoid of the rows: affine combinations of the points are
 * computed from them. They follow from squared distances, {@code 2 (x_i - r).(x_k - r) = |x_i - r|²
 * + |x_k - r|² - |x_i - x_k|²}, and about a row of the majority cluster nothing cancels.
 *
 * <p>The exception is an outlier so distant that its rounded squared distances no longer determine
 * its direction: with a tiny weight, as clipping and the geometric median assign, it counts like
 * the other rows again. Its products with rows that are not outliers are measured beside the
 * distances, see {@link BlockDistances#outlierProducts}. They exclude blocks in which the row lies
 * within a hundred times the others' distance; once the row's weight has scaled it down, these
 * contribute less than 1e-7 of the others' share.
 *
 * <p>Computed when first needed. Immutable.
 */
final class InnerProducts {
    /**
     * Squared distance from the medoid, relative to the typical one, from which a point is an
     * outlier.
     */
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
     * @param far products of outliers, by pair and then of each with itself, or none; kept
     */
    static InnerProducts of(DMatrixRMaj squared, int rows, double[] far) {
        return new InnerProducts(
                () -> {
                    int medoid = Ranking.medoid(rows, squared::unsafe_get);
                    DMatrixRMaj products = fromDistances(squared, medoid);
                    if (far.length > 0) {
                        replace(products, far(squared, rows, medoid), far, medoid);
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

    private static boolean[] far(DMatrixRMaj squared, int rows, int medoid) {
        int at = medoid * squared.numCols;
        double[] sorted = Arrays.copyOfRange(squared.data, at, at + rows);
        Arrays.sort(sorted);
        double typical = sorted[rows / 2];
        var far = new boolean[squared.numCols];
        for (int j = 0; j < far.length; j++) {
            far[j] = squared.unsafe_get(medoid, j) > FAR * typical;
        }
        return far;
    }

    private static DMatrixRMaj fromDistances(DMatrixRMaj squared, int medoid) {
        int points = squared.numCols;
        var products = new DMatrixRMaj(points, points);
        for (int i = 0; i < points; i++) {
            for (int k = 0; k < points; k++) {
                double sum = squared.unsafe_get(i, medoid) + squared.unsafe_get(k, medoid);
                products.unsafe_set(i, k, (sum - squared.unsafe_get(i, k)) / 2);
            }
        }
        return products;
    }

    private static void replace(DMatrixRMaj products, boolean[] isFar, double[] far, int medoid) {
        int points = isFar.length;
        for (int i = 0; i < points; i++) {
            for (int k = 0; k < points; k++) {
                if (isFar[i] && !isFar[k]) {
                    double product =
                            measured(far, points, i, k)
                                    - measured(far, points, i, medoid)
                                    - measured(far, points, medoid, k)
                                    + measured(far, points, medoid, medoid);
                    products.unsafe_set(i, k, product);
                    products.unsafe_set(k, i, product);
                }
            }
        }
    }

    private static double measured(double[] far, int points, int i, int k) {
        return far[index(points, i, k)];
    }

    /** The index of the product of points i and k among those of the outliers. */
    static int index(int points, int i, int k) {
        return i == k
                ? BlockDistances.pairs(points) + i
                : BlockDistances.pair(points, Math.min(i, k), Math.max(i, k));
    }
}
