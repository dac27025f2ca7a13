package bft.aggregation.spectral;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The largest eigenvalue of a symmetric positive semidefinite matrix and its unit eigenvector.
 *
 * @param value at least 0
 * @param vector its unit eigenvector; empty if only the value was requested
 */
record Eigenpair(double value, double[] vector) {
    /** Steps of the power method. */
    static final int MOST_POWERS = 200;

    /** Number of steps, of some nanoseconds each, for a matrix of n rows. */
    static long cost(int n) {
        return 100 + (long) n * n * n;
    }

    /**
     * Decomposes a matrix, or takes {@link #MOST_POWERS} steps of the power method if the
     * decomposition does not converge. Costs O(n³).
     *
     * @param matrix symmetric, not modified
     * @param withVector whether the vector is needed
     */
    static Eigenpair largest(double[][] matrix, boolean withVector) {
        double scale = 0;
        for (double[] row : matrix) {
            scale = Math.max(scale, Arrays.stream(row).map(Math::abs).max().orElse(0));
        }
        if (scale == 0) {
            return new Eigenpair(0, new double[withVector ? matrix.length : 0]);
        }
        var scaled = new DMatrixRMaj(matrix);
        for (int k = 0; k < scaled.data.length; k++) {
            scaled.data[k] /= scale;
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen =
                DecompositionFactory_DDRM.eig(matrix.length, withVector, true);
        if (!eigen.decompose(scaled)) {
            return byPowers(matrix, scale, withVector);
        }
        int top = 0;
        for (int k = 1; k < matrix.length; k++) {
            boolean larger = eigen.getEigenvalue(k).getReal() > eigen.getEigenvalue(top).getReal();
            top = larger ? k : top;
        }
        double value = Math.max(0, eigen.getEigenvalue(top).getReal()) * scale;
        return new Eigenpair(
                value, withVector ? eigen.getEigenVector(top).data.clone() : new double[0]);
    }

    /** The same to a few digits, starting from the longest row; never fails. */
    static Eigenpair byPowers(double[][] matrix, double scale, boolean withVector) {
        int n = matrix.length;
        int longest = 0;
        for (int i = 1; i < n; i++) {
            longest = matrix[i][i] > matrix[longest][longest] ? i : longest;
        }
        double[] vector = new double[n];
        vector[longest] = 1;
        double value = 0;
        for (int step = 0; step < MOST_POWERS; step++) {
            var next = new double[n];
            double squared = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    next[i] += matrix[i][j] / scale * vector[j];
                }
                squared += next[i] * next[i];
            }
            value = Math.sqrt(squared);
            if (!(value > 0)) {
                break;
            }
            for (int i = 0; i < n; i++) {
                vector[i] = next[i] / value;
            }
        }
        return new Eigenpair(value * scale, withVector ? vector : new double[0]);
    }
}
