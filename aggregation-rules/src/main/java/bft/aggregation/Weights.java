package bft.aggregation;

import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Weights of m mixed rows over n rows and some anchors: mixed row k is {@code sum_j w_kj x_j}. Each
 * mixed row's weights add up to 1 (the remainder is the weight of {@link Distances.Anchor#ORIGIN}),
 * so distances between mixed rows follow from the distances between points. Immutable.
 */
public final class Weights {
    private final int rows;
    private final DMatrixRMaj matrix;
    private final double[] scores;
    private final Explanation explanation;

    private Weights(int rows, DMatrixRMaj matrix, double[] scores, Explanation explanation) {
        this.rows = rows;
        this.matrix = matrix;
        this.scores = scores;
        this.explanation = explanation;
    }

    private Weights(int rows, DMatrixRMaj matrix) {
        this(rows, matrix, new double[0], Explanation.NONE);
    }

    /**
     * Makes weights from arrays.
     *
     * @param distances the distances they were computed from: gives the numbers of rows and anchors
     * @param weights one array for each mixed row, each with one weight for each point; copied
     */
    public static Weights of(Distances distances, double[][] weights) {
        var matrix = new DMatrixRMaj(weights);
        BadArgument.when(matrix.numCols != distances.points())
                .because("need %s weights a row, got %s", distances.points(), matrix.numCols);
        return new Weights(distances.rows(), matrix);
    }

    /**
     * One mixed row: the mean of some rows.
     *
     * @param chosen indices of rows
     */
    public static Weights meanOf(Distances distances, int... chosen) {
        var weights = new double[1][distances.points()];
        for (int index : chosen) {
            weights[0][index] = 1.0 / chosen.length;
        }
        return of(distances, weights);
    }

    /** Each row unchanged; the anchors have no weight. */
    public static Weights identity(Distances distances) {
        var matrix = new DMatrixRMaj(distances.rows(), distances.points());
        CommonOps_DDRM.setIdentity(matrix);
        return new Weights(distances.rows(), matrix);
    }

    /** Each row unchanged: n mixed rows. */
    public static Weights identity(int rows) {
        return new Weights(rows, CommonOps_DDRM.identity(rows));
    }

    /**
     * The same weights with what the rows were ranked by, for reports.
     *
     * @param ranking one score for each row, low is good; kept
     * @param meaning what a score is, for the description of excluded rows, e.g. {@code norm}
     */
    public Weights withScores(double[] ranking, String meaning) {
        return withScores(ranking, Explanation.ranked(ranking, meaning));
    }

    /**
     * The same weights with what the rows were ranked by, for reports.
     *
     * @param ranking one score for each row, low is good; kept
     * @param reasons how each row was treated
     */
    public Weights withScores(double[] ranking, Explanation reasons) {
        return new Weights(rows, matrix, ranking, reasons);
    }

    /** The same weights with an explanation of how each row was treated. */
    public Weights because(Explanation reasons) {
        return new Weights(rows, matrix, scores, reasons);
    }

    /** The same weights with a note on the result as a whole, for reports; empty for none. */
    public Weights noting(String note) {
        return new Weights(rows, matrix, scores, explanation.noting(note));
    }

    /**
     * The mixed rows times a factor; the origin gets the remaining weight.
     *
     * @param distances the distances these were computed from, with {@link Distances.Anchor#ORIGIN}
     */
    public Weights times(Distances distances, double factor) {
        var scaled = new DMatrixRMaj(matrix);
        CommonOps_DDRM.scale(factor, scaled);
        for (int k = 0; k < scaled.numRows; k++) {
            scaled.add(k, distances.point(Distances.Anchor.ORIGIN), 1 - factor);
        }
        return new Weights(rows, scaled, scores, explanation);
    }

    /** Number of rows n that are weighted. */
    public int rows() {
        return rows;
    }

    /** Number of points that are weighted: rows and anchors. */
    public int points() {
        return matrix.numCols;
    }

    /** Number of mixed rows m. */
    public int outputs() {
        return matrix.numRows;
    }

    /** Weight of point j in mixed row k. */
    public double get(int k, int j) {
        return matrix.unsafe_get(k, j);
    }

    /** The weights of mixed row k, one for each point; a copy. */
    public double[] row(int k) {
        return Arrays.copyOfRange(matrix.data, k * points(), (k + 1) * points());
    }

    /** One score for each row, or an empty array; a copy. */
    public double[] scores() {
        return scores.clone();
    }

    /** A remark on the whole result; empty if there is none. */
    public String note() {
        return explanation.note();
    }

    /** A description of how each row was treated. */
    public Explanation explanation() {
        return explanation;
    }

    /** Whether point j counts in any mixed row. */
    public boolean carries(int j) {
        boolean carries = false;
        for (int k = 0; k < outputs(); k++) {
            carries |= get(k, j) != 0;
        }
        return carries;
    }

    /**
     * The same mixed rows: one that is a mean of rows that are identical becomes the first of
     * these, which rounding does not change.
     */
    public Weights withoutDuplicates(Distances distances) {
        DMatrixRMaj simple = matrix;
        for (int k = 0; k < outputs(); k++) {
            int only = identical(k, distances);
            if (only >= 0) {
                simple = simple == matrix ? matrix.copy() : simple;
                Arrays.fill(simple.data, k * points(), (k + 1) * points(), 0);
                simple.unsafe_set(k, only, 1);
            }
        }
        return simple == matrix ? this : new Weights(rows, simple, scores, explanation);
    }

    /** The first of the rows that mixed row k averages if all of them are identical, else -1. */
    private int identical(int k, Distances distances) {
        int first = -1;
        double sum = 0;
        for (int j = 0; j < points(); j++) {
            double weight = get(k, j);
            if (weight == 0) {
                continue;
            }
            first = first < 0 ? j : first;
            if (j >= rows || distances.squared(first, j) != 0) {
                return -1;
            }
            sum += weight;
        }
        return Math.abs(sum - 1) < 1e-9 ? first : -1;
    }

    /** Only mixed row k. */
    public Weights only(int k) {
        return new Weights(rows, new DMatrixRMaj(new double[][] {row(k)}), scores, explanation);
    }

    /** The mean of the mixed rows, as one mixed row. */
    public Weights mean() {
        var mean = new DMatrixRMaj(1, matrix.numCols);
        CommonOps_DDRM.sumCols(matrix, mean);
        CommonOps_DDRM.divide(mean, matrix.numRows);
        return new Weights(rows, mean, scores, explanation);
    }

    /** Weight of point j in the mean of the mixed rows. */
    public double meanOf(int j) {
        double sum = 0;
        for (int k = 0; k < outputs(); k++) {
            sum += get(k, j);
        }
        return sum / outputs();
    }

    /** These weights applied to the mixed rows of {@code first}, over the same anchors. */
    public Weights after(Weights first) {
        var product = new DMatrixRMaj(matrix.numRows, first.matrix.numCols);
        CommonOps_DDRM.mult(matrix, first.withAnchors(), product);
        boolean sameRows = rows == first.rows && first.outputs() == first.rows;
        boolean ranked = first.scores.length > 0 || !sameRows;
        return new Weights(
                first.rows,
                product,
                ranked ? first.scores : scores,
                first.explanation.then(explanation, sameRows));
    }

    /** The distances between the mixed rows, and to the same anchors. */
    public Distances mixed(Distances distances) {
        return distances.mixed(withAnchors());
    }

    /** The matrix with a further row of weights for each anchor, with weight 1 on that anchor. */
    private DMatrixRMaj withAnchors() {
        int anchors = matrix.numCols - rows;
        var full = new DMatrixRMaj(matrix.numRows + anchors, matrix.numCols);
        System.arraycopy(matrix.data, 0, full.data, 0, matrix.getNumElements());
        for (int a = 0; a < anchors; a++) {
            full.set(matrix.numRows + a, rows + a, 1);
        }
        return full;
    }

    @Override
    public String toString() {
        return List.of(rows, matrix.numRows) + Arrays.toString(matrix.data);
    }
}
