package bft.server.optimiser;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * One side of a block: the sum of products of the gradients with themselves, and its inverse fourth
 * root, each a symmetric matrix.
 *
 * @param at where both begin, in the array of sums and in that of roots
 * @param size rows of both
 */
record Preconditioner(long at, int size) {
    /** Where the next one begins. */
    long end() {
        return at + (long) size * size;
    }

    /** Adds the contribution of one gradient. Sums are clamped to the largest value of float32. */
    float[] plus(DMatrixRMaj product, Packed before) {
        float[] sums = before.read(at, size * size);
        for (int k = 0; k < sums.length; k++) {
            double sum = sums[k] + product.data[k];
            sums[k] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, sum));
        }
        return sums;
    }

    /**
     * {@code (sums + epsilon I)^(-1/4)}.
     *
     * @throws ArithmeticException if the sums have no eigenvalues, because of a NaN
     */
    float[] root(float[] sums, double epsilon) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, true, true);
        if (!eigen.decompose(matrix(sums))) {
            throw new ArithmeticException("shampoo found no eigenvalues of its sums of products");
        }
        var scaled = new DMatrixRMaj(size, size);
        for (int k = 0; k < size; k++) {
            // Rounding makes eigenvalues of 0 a little negative.
            double value = Math.max(0, eigen.getEigenvalue(k).getReal()) + epsilon;
            // Half the exponent on both sides of the product, which is then exactly symmetric.
            double factor = 1 / Math.sqrt(Math.sqrt(Math.sqrt(value)));
            DMatrixRMaj vector = eigen.getEigenVector(k);
            for (int i = 0; i < size; i++) {
                scaled.data[i * size + k] = factor * vector.data[i];
            }
        }
        var root = new DMatrixRMaj(size, size);
        CommonOps_DDRM.multTransB(scaled, scaled, root);
        var values = new float[size * size];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) root.data[k];
        }
        return values;
    }

    /** As a matrix. */
    DMatrixRMaj matrix(float[] values) {
        var matrix = new DMatrixRMaj(size, size);
        for (int k = 0; k < values.length; k++) {
            matrix.data[k] = values[k];
        }
        return matrix;
    }
}
