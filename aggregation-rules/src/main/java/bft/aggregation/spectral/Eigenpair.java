package bft.aggregation.spectral;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The largest eigenvalue of a symmetric positive semidefinite matrix and its unit eigenvector.
 *
 * @param value at least 0
 * @param vector its unit eigenvector; empty if only the value was asked for
 */
record Eigenpair(double value, double[] vector) {
    /**
     * Decomposes a matrix. Costs O(n³).
     *
     * @param matrix symmetric, not modified
     * @param withVector whether the vector is wanted
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
            throw new ArithmeticException("the eigenvalues did not converge");
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
}
