package bft.aggregation;

import bft.aggregation.kernels.BlockDistances;
import bft.aggregation.kernels.Forest;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Squared Euclidean distances between n rows, and from them to anchors. The points are numbered
 * rows first, then anchors. Immutable.
 */
public final class Distances {
    /** A point that is no worker's row: distances are taken to it, and it may carry weight. */
    public enum Anchor {
        /** The vector of zeros: distances to it are norms, weight on it shrinks. */
        ORIGIN,
        /** {@link RoundContext#previous()}, or the origin before there is one. */
        PREVIOUS,
        /** {@link RoundContext#trusted()}. */
        TRUSTED
    }

    private final int rows;
    private final List<Anchor> anchors;
    private final DMatrixRMaj squared;

    /**
     * Takes over a symmetric matrix.
     *
     * @param rows number of rows n
     * @param anchors the anchors after them, each once
     * @param squared (n + anchors) x (n + anchors) squared distances, row-major; kept, so not to be
     *     modified afterwards
     */
    public Distances(int rows, List<Anchor> anchors, double[] squared) {
        this.rows = rows;
        this.anchors = List.copyOf(anchors);
        int points = rows + anchors.size();
        if (rows < 1 || squared.length != points * points) {
            throw new IllegalArgumentException(
                    "need " + points + " x " + points + " distances, got " + squared.length);
        }
        this.squared = DMatrixRMaj.wrap(points, points, squared);
    }

    /** The distances whose sums over blocks the forest holds. */
    static Distances of(int rows, List<Anchor> anchors, Forest forest) {
        int points = rows + anchors.size();
        var pairs = new double[forest.length()];
        forest.total(pairs);
        var squared = new double[points * points];
        for (int i = 1; i < points; i++) {
            for (int j = 0; j < i; j++) {
                double value = pairs[BlockDistances.pair(i, j)];
                squared[i * points + j] = value;
                squared[j * points + i] = value;
            }
        }
        return new Distances(rows, anchors, squared);
    }

    /** Number of rows n. */
    public int rows() {
        return rows;
    }

    /** Number of points: rows and anchors. */
    public int points() {
        return squared.numRows;
    }

    /** The anchors, numbered from {@link #rows()} on. */
    public List<Anchor> anchors() {
        return anchors;
    }

    /**
     * The point that is this anchor.
     *
     * @throws IllegalArgumentException if the distances to it were not asked for
     */
    public int point(Anchor anchor) {
        int index = anchors.indexOf(anchor);
        if (index < 0) {
            throw new IllegalArgumentException("no distances to " + anchor + " were asked for");
        }
        return rows + index;
    }

    /** Squared distance between points i and j. */
    public double squared(int i, int j) {
        return squared.unsafe_get(i, j);
    }

    /** The same distances without the rows that are not listed; anchors stay. */
    public Distances among(int[] chosen) {
        int count = chosen.length;
        int fewer = count + anchors.size();
        var result = new double[fewer * fewer];
        for (int i = 0; i < fewer; i++) {
            for (int j = 0; j < fewer; j++) {
                int a = i < count ? chosen[i] : rows + i - count;
                int b = j < count ? chosen[j] : rows + j - count;
                result[i * fewer + j] = squared(a, b);
            }
        }
        return new Distances(count, anchors, result);
    }

    /**
     * Squared distances of every point to the affine combination {@code z = sum_i w_i x_i} of all
     * points: {@code |x_k - z|^2 = (D w)_k - w' D w / 2}. Costs O(n²).
     *
     * @param weights one for each point, adding up to 1; not modified
     */
    public double[] squaredTo(double[] weights) {
        int points = points();
        var to = new double[points];
        double own = 0;
        for (int k = 0; k < points; k++) {
            double sum = 0;
            for (int j = 0; j < points; j++) {
                if (weights[j] != 0) {
                    sum += weights[j] * squared.unsafe_get(k, j);
                }
            }
            to[k] = sum;
            own += weights[k] == 0 ? 0 : weights[k] * sum;
        }
        for (int k = 0; k < points; k++) {
            to[k] = Math.max(0, to[k] - own / 2);
        }
        return to;
    }

    /**
     * Distances between the mixed rows, and to the same anchors: {@code -(M_i - M_j) D (M_i - M_j)'
     * / 2}. Costs O(m n² + m² n) for m mixed rows.
     */
    public Distances mixed(Weights weights) {
        DMatrixRMaj mix = weights.withAnchors();
        var product = new DMatrixRMaj(mix.numRows, points());
        CommonOps_DDRM.mult(mix, squared, product);
        int points = mix.numRows;
        var result = new double[points * points];
        for (int i = 0; i < points; i++) {
            for (int j = 0; j < i; j++) {
                double value = Math.max(0, between(mix, product, i, j));
                result[i * points + j] = value;
                result[j * points + i] = value;
            }
        }
        return new Distances(weights.outputs(), anchors, result);
    }

    /** Subtracts first; where the products still cancel, the exact form is worked out anew. */
    private double between(DMatrixRMaj mix, DMatrixRMaj product, int i, int j) {
        double sum = 0;
        double scale = 0;
        for (int k = 0; k < points(); k++) {
            double difference = mix.unsafe_get(i, k) - mix.unsafe_get(j, k);
            if (difference != 0) {
                double a = product.unsafe_get(i, k);
                double b = product.unsafe_get(j, k);
                sum += difference * (a - b);
                scale += Math.abs(difference) * (Math.abs(a) + Math.abs(b));
            }
        }
        return Math.abs(sum) > 1e-6 * scale ? -sum / 2 : exactly(mix, i, j);
    }

    private double exactly(DMatrixRMaj mix, int i, int j) {
        int points = points();
        var difference = new double[points];
        for (int k = 0; k < points; k++) {
            difference[k] = mix.unsafe_get(i, k) - mix.unsafe_get(j, k);
        }
        double sum = 0;
        for (int k = 0; k < points; k++) {
            for (int l = 0; l < k && difference[k] != 0; l++) {
                sum += difference[k] * difference[l] * squared.unsafe_get(k, l);
            }
        }
        return -sum;
    }
}
