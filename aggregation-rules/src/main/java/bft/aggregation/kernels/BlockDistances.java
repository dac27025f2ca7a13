package bft.aggregation.kernels;

import java.util.Arrays;

/**
 * The squared distances between all rows over one block of coordinates.
 *
 * <p>The result equals sums of squared differences, at half their arithmetic: one row (the centre)
 * is subtracted from all rows of the block, tiles of 4 x 4 dot products of the differences stay in
 * registers, and {@code |x_i - x_j|² = z_i.z_i + z_j.z_j - 2 z_i.z_j}. As the centre is a row of
 * the majority cluster, nothing cancels between honest rows. Where terms would cancel (two rows
 * near each other and far from the centre), that pair is computed again by plain differences; where
 * they would for most rows, all are computed again about one of these rows. A row whose squares
 * would overflow float's range is scaled by a power of two, found in double. A row that holds a NaN
 * or an infinity is flagged; its distances are meaningless.
 *
 * <p>The choice of the centre depends on the block's data only, so a block's distances do not
 * depend on the process that computes them. One thread at a time.
 */
public final class BlockDistances {
    /**
     * Ratio of the distance to the centre to the distance between two rows from which their
     * distance is computed again.
     */
    private static final double CANCELLED = 1.0 / 16;

    /** Scales the square of any float so that a block of them stays in range. */
    private static final int FURTHEST = 96;

    /** The exponent of a point that held a NaN or an infinity and was set to zero. */
    private static final int DROPPED = 1000;

    private static final float SMALLEST = 1e-30f;
    private static final float LARGEST = 1e30f;

    private final Kernels kernels;
    private final int rows;
    private final int points;
    private final int widest;
    private final float[][] z;
    private final float[] centre;
    private final float[] zeros;
    private final float[] tile = new float[Kernels.TILE];
    private final float[][] four = new float[4][];
    private final int[] fourFrom = new int[4];
    private final float[][] scaled;
    private final float[][] products;
    private final double[] own;
    private final int[] exponents;
    private final CentreProbe probe;
    private final int[] near;
    private final OutlierPoints far;
    private boolean hasOutlier;

    /**
     * Scratch memory, {@code (points + 9) * widest(points)} floats.
     *
     * @param rows number of workers' rows, among which the centre is chosen
     * @param points number of rows with the anchors after them
     */
    public BlockDistances(Kernels kernels, int rows, int points) {
        this.kernels = kernels;
        this.rows = rows;
        this.points = points;
        this.widest = widest(points);
        int padded = (points + 3) / 4 * 4;
        this.z = kernels.scratchRows(padded, widest);
        this.centre = new float[widest];
        this.zeros = new float[widest];
        this.scaled = new float[4][widest];
        this.products = new float[padded][padded];
        this.own = new double[points];
        this.exponents = new int[points];
        this.probe = new CentreProbe(rows);
        this.near = new int[points];
        this.far = new OutlierPoints(points);
    }

    /** Coordinates of one block: the scratch memory stays in the second-level cache. */
    public static int widest(int points) {
        return points <= 128 ? 2048 : points <= 256 ? 1024 : 512;
    }

    /** Number of pairs of points, the length of a block's result. */
    public static int pairs(int points) {
        return Math.toIntExact((long) points * (points - 1) / 2);
    }

    /** The index of pair {@code i < j} in a block's result, for up to 32,768 points. */
    public static int pair(int points, int i, int j) {
        return i * (2 * points - i - 1) / 2 + j - i - 1;
    }

    /**
     * Measures one block.
     *
     * @param x the rows, then the anchors; an empty array stands for the origin; not modified
     * @param from first coordinate
     * @param to the one after the last
     * @param finite an entry is cleared if that row holds a NaN or an infinity here
     * @param squared receives the squared distance of each {@link #pair}, in order
     */
    public void measure(float[][] x, int from, int to, boolean[] finite, double[] squared) {
        int width = to - from;
        hasOutlier = false;
        if (!centreRows(x, from, width, finite)) {
            Arrays.fill(squared, 0, pairs(points), 0);
            return;
        }
        boolean cancelled = multiply(x, from, width, finite, squared);
        int row = cancelled ? clusterRow(squared) : -1;
        if (row >= 0) {
            centreOn(x[row], x, from, width);
            cancelled = multiply(x, from, width, finite, squared);
        }
        if (cancelled) {
            repair(x, from, width, squared);
        }
        hasOutlier = far.find(own, rows);
    }

    /** Computes distances by products; true if some have cancelled. */
    private boolean multiply(float[][] x, int from, int width, boolean[] finite, double[] squared) {
        int padded = (width + Kernels.PAD - 1) / Kernels.PAD * Kernels.PAD;
        boolean plain = isPlain(x, from, width);
        if (plain) {
            Arrays.fill(exponents, 0);
        } else {
            bringIntoRange(x, from, width, finite);
        }
        multiplyBetweenFours(padded);
        for (int i = 0; i < points; i++) {
            double square = products[i][i];
            own[i] = plain ? square : Math.scalb(square, 2 * exponents[i]);
        }
        boolean cancelled = false;
        for (int i = 0; i < points - 1; i++) {
            int at = pair(points, i, i + 1);
            cancelled |= plain ? combine(i, at, squared) : combineScaled(i, at, squared);
        }
        return cancelled;
    }

    /**
     * Whether some point is an outlier, much further from the centre than the rows are. Sums of
     * distances over many blocks may not determine the direction of such a point; {@link
     * #outlierProducts} do.
     */
    public boolean hasOutlier() {
        return hasOutlier;
    }

    /** Length of the result of {@link #outlierProducts}. */
    public static int outlierLength(int points) {
        return pairs(points) + points;
    }

    /**
     * Inner products about the centre of the outliers that {@link #hasOutlier} found, with all
     * points: for each {@link #pair}, then of each point with itself; 0 where neither is an
     * outlier.
     *
     * @return valid until the next block
     */
    public double[] outlierProducts() {
        return far.products(products, own, exponents);
    }

    /**
     * A row that half of the other rows are much nearer to than to the centre, or -1. If there is
     * one, the centre is an outlier that only seemed central.
     */
    private int clusterRow(double[] squared) {
        Arrays.fill(near, 0);
        int at = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = i + 1; j < points; j++, at++) {
                if (j < rows && squared[at] < CANCELLED * (own[i] + own[j])) {
                    near[i]++;
                    near[j]++;
                }
            }
        }
        int best = 0;
        for (int i = 1; i < rows; i++) {
            best = near[i] > near[best] ? i : best;
        }
        return near[best] > (rows - 2) / 2 ? best : -1;
    }

    /**
     * Subtracts the first finite row that the probe proposes from all rows; false if none is
     * finite.
     */
    private boolean centreRows(float[][] x, int from, int width, boolean[] finite) {
        probe.look(x, from, width);
        for (int step = 0; step < rows; step++) {
            int row = probe.next();
            if (step == 0 || Finite.firstNonFinite(x[row], from, from + width) < 0) {
                centreOn(x[row], x, from, width);
                if (products[row][row] == 0) {
                    return true;
                }
            }
            finite[row] = false;
        }
        return false;
    }

    private void centreOn(float[] row, float[][] x, int from, int width) {
        System.arraycopy(row, from, centre, 0, width);
        for (int i = 0; i < products.length; i += 4) {
            centreFour(x, i, from, width);
        }
    }

    /** Subtracts the centre from rows i to i+3; rows beyond the last point become zero. */
    private void centreFour(float[][] x, int i, int from, int width) {
        for (int p = 0; p < 4; p++) {
            boolean there = i + p < points && x[i + p].length > 0;
            four[p] = there ? x[i + p] : i + p < points ? zeros : centre;
            fourFrom[p] = there ? from : 0;
        }
        kernels.centredDots(four, fourFrom, width, centre, z, widest, i, tile);
        foldTo(i, i);
    }

    private boolean isInRange(float[][] x, int i, int from, int width) {
        float square = products[i][i];
        boolean easy = square >= SMALLEST && square <= LARGEST;
        return easy || square == 0 && equal(row(x, i), start(x, i, from), centre, 0, width);
    }

    private float[] row(float[][] x, int i) {
        return x[i].length == 0 ? zeros : x[i];
    }

    private static int start(float[][] x, int i, int from) {
        return x[i].length == 0 ? 0 : from;
    }

    /** Whether no point's square overflowed float's range. */
    private boolean isPlain(float[][] x, int from, int width) {
        boolean plain = true;
        for (int i = 0; i < points && plain; i++) {
            plain = isInRange(x, i, from, width);
        }
        return plain;
    }

    /** Scales the points whose squares overflowed float's range. */
    private void bringIntoRange(float[][] x, int from, int width, boolean[] finite) {
        for (int i = 0; i < points; i += 4) {
            boolean fits = true;
            for (int p = i; p < Math.min(i + 4, points); p++) {
                boolean inRange = isInRange(x, p, from, width);
                exponents[p] = inRange ? 0 : exponent(products[p][p]);
                fits &= inRange;
            }
            if (!fits) {
                centreScaled(x, i, from, width);
                if (dropNonFinite(i, finite)) {
                    centreScaled(x, i, from, width);
                }
            }
        }
    }

    /** The power of two that scales a point of that square to about 1, or well into range. */
    private static int exponent(float square) {
        boolean known = square > 0 && square <= Float.MAX_VALUE;
        return known ? Math.getExponent(square) / 2 : square == 0 ? -FURTHEST : FURTHEST;
    }

    /** As {@link #centreFour}, each divided by its power of two; a dropped point becomes zero. */
    private void centreScaled(float[][] x, int i, int from, int width) {
        for (int p = 0; p < 4; p++) {
            four[p] = scaled[p];
            fourFrom[p] = 0;
            boolean there = i + p < points && exponents[i + p] != DROPPED;
            float scale = there ? Math.scalb(1f, -exponents[i + p]) : 0;
            if (there) {
                scale(row(x, i + p), start(x, i + p, from), width, scale, scaled[p]);
            } else {
                Arrays.fill(scaled[p], 0, width, 0);
            }
        }
        kernels.centredDots(four, fourFrom, width, zeros, z, widest, i, tile);
        foldTo(i, i);
    }

    private void scale(float[] row, int from, int width, float scale, float[] out) {
        for (int k = 0; k < width; k++) {
            out[k] = row[from + k] * scale - centre[k] * scale;
        }
    }

    /** After scaling only a NaN or an infinity is out of range; true if there is one. */
    private boolean dropNonFinite(int i, boolean[] finite) {
        boolean any = false;
        for (int p = i; p < Math.min(i + 4, points); p++) {
            if (!Float.isFinite(products[p][p])) {
                finite[p] = false;
                exponents[p] = DROPPED;
                any = true;
            }
        }
        return any;
    }

    private void multiplyBetweenFours(int width) {
        boolean oneLeft = points % 4 == 1 && points > 8;
        int tiled = oneLeft ? points - 1 : products.length;
        for (int i = 0; i < tiled; i += 4) {
            for (int j = i + 4; j < tiled; j += 4) {
                kernels.dots(z, widest, width, i, j, tile);
                foldTo(i, j);
            }
        }
        for (int i = 0; oneLeft && i < points; i += 8) {
            int first = Math.min(i, points - 8);
            kernels.dotsOfOne(z, widest, width, first, points - 1, tile);
            kernels.foldTile(tile);
            for (int p = 0; p < 8; p++) {
                products[first + p][points - 1] = tile[p];
            }
        }
    }

    private void foldTo(int i, int j) {
        kernels.foldTile(tile);
        for (int p = 0; p < 4; p++) {
            System.arraycopy(tile, 4 * p, products[i + p], j, 4);
        }
    }

    /** Writes the distances of row i to those after it; true if any has cancelled. */
    private boolean combine(int i, int at, double[] squared) {
        float[] row = products[i];
        double mine = own[i];
        int cancelled = 0;
        for (int j = i + 1; j < points; j++) {
            double sum = mine + own[j];
            double value = sum - 2 * row[j];
            squared[at + j - i - 1] = value;
            cancelled += value < CANCELLED * sum ? 1 : 0;
        }
        return cancelled > 0;
    }

    private boolean combineScaled(int i, int at, double[] squared) {
        for (int j = i + 1; j < points; j++) {
            double product = Math.scalb((double) products[i][j], exponents[i] + exponents[j]);
            squared[at + j - i - 1] = own[i] + own[j] - 2 * product;
        }
        return true;
    }

    private void repair(float[][] x, int from, int width, double[] squared) {
        int at = 0;
        for (int i = 0; i < points; i++) {
            for (int j = i + 1; j < points; j++, at++) {
                if (squared[at] < CANCELLED * (own[i] + own[j])) {
                    squared[at] = directly(x[i], x[j], from, width);
                }
            }
        }
    }

    private double directly(float[] a, float[] b, int from, int width) {
        float[] u = a.length == 0 ? zeros : a;
        float[] v = b.length == 0 ? zeros : b;
        int uFrom = a.length == 0 ? 0 : from;
        int vFrom = b.length == 0 ? 0 : from;
        float fast = kernels.squaredDistance(u, uFrom, v, vFrom, width);
        if (fast >= SMALLEST && fast <= LARGEST) {
            return fast;
        }
        return fast == 0 && equal(u, uFrom, v, vFrom, width)
                ? 0
                : exactSquaredDistance(u, uFrom, v, vFrom, width);
    }

    /** The sum of squared differences in double: no float's square leaves double's range. */
    public static double exactSquaredDistance(float[] a, int from, float[] b, int at, int width) {
        double sum = 0;
        for (int k = 0; k < width; k++) {
            double difference = (double) a[from + k] - b[at + k];
            sum += difference * difference;
        }
        return sum;
    }

    private static boolean equal(float[] a, int from, float[] b, int at, int width) {
        return Arrays.mismatch(a, from, from + width, b, at, at + width) < 0;
    }
}
