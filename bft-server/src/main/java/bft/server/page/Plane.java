package bft.server.page;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Points in the plane whose distances are as close as possible to given ones: classical scaling
 * (Torgerson, Psychometrika 1952), the two largest eigenvectors of the centred matrix.
 *
 * <p>Cost: O(n³).
 *
 * @param points x and y of each
 * @param explained share of the squared distances that the plane shows, 0 to 1
 */
record Plane(double[][] points, double explained) {
    private static final int DIMENSIONS = 2;

    /**
     * @param distances symmetric and finite, n x n
     */
    static Plane of(double[][] distances) {
        int n = distances.length;
        var eigen = DecompositionFactory_DDRM.eig(n, true, true);
        double[][] points = new double[n][DIMENSIONS];
        if (n == 0 || !eigen.decompose(centred(distances))) {
            return new Plane(points, 0);
        }
        double[] values = new double[n];
        Arrays.setAll(values, k -> eigen.getEigenvalue(k).getReal());
        int[] order =
                IntStream.range(0, n)
                        .boxed()
                        .sorted((a, b) -> Double.compare(values[b], values[a]))
                        .mapToInt(k -> k)
                        .toArray();
        double all = Arrays.stream(values).filter(value -> value > 0).sum();
        double shown = 0;
        for (int axis = 0; axis < Math.min(DIMENSIONS, n); axis++) {
            double value = Math.max(0, values[order[axis]]);
            shown += value;
            place(points, axis, Math.sqrt(value), eigen, order[axis]);
        }
        return new Plane(points, all > 0 ? shown / all : 0);
    }

    private static void place(
            double[][] points,
            int axis,
            double length,
            EigenDecomposition_F64<DMatrixRMaj> eigen,
            int which) {
        DMatrixRMaj direction = eigen.getEigenVector(which);
        for (int i = 0; i < points.length && direction != null; i++) {
            points[i][axis] = length * direction.get(i);
        }
    }

    /** Minus half the squared distances, with the mean of each row and column removed. */
    private static DMatrixRMaj centred(double[][] distances) {
        int n = distances.length;
        double[] means = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                means[i] += distances[i][j] * distances[i][j] / n;
            }
            mean += means[i] / n;
        }
        var centred = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double squared = distances[i][j] * distances[i][j];
                centred.set(i, j, -(squared - means[i] - means[j] + mean) / 2);
            }
        }
        return centred;
    }
}
