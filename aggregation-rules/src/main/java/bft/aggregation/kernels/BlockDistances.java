package bft.aggregation.kernels;

import java.util.Arrays;

/**
 * The squared distances between all rows over one block of coordinates.
 *
 * <p>In effect sums of squared differences, at half their arithmetic: one row is taken from all
 * rows of the block (the centre), tiles of 4 x 4 dot products of what is left stay in registers,
 * and {@code |x_i - x_j|² = z_i.z_i + z_j.z_j - 2 z_i.z_j}. As the centre is a row from the middle
 * of the crowd, nothing cancels between honest rows. Where it would (two rows near each other and
 * far from the centre) that pair is done again by plain differences. A row whose squares would
 * leave float's range is scaled by a power of two, found in double. A row that holds a NaN or an
 * infinity is named; its distances then mean nothing.
 *
 * <p>The choice of the centre depends on the block's data only, so a block's distances do not
 * depend on who works them out. One thread at a time.
 */
public final class BlockDistances {
    /** Distance to either of the two, over distance between them, that is done again. */
    private static final double CANCELLED = 1.0 / 16;

    private static final float SMALLEST = 1e-30f;
    private static final float LARGEST = 1e30f;

    /** Coordinates that the choice of the centre looks at. */
    private static final int PROBE = 16;

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
    private final float[][] products;
    private final double[] own;
    private final int[] exponents;
    private final float[] probes;
    private final float[] sorted;

    /**
     * Scratch memory, {@code (points + 4) * widest(points)} floats.
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
        this.products = new float[padded][padded];
        this.own = new double[points];
        this.exponents = new int[points];
        this.probes = new float[rows];
        this.sorted = new float[rows];
    }

    /** Coordinates of one block: the scratch memory stays in the second-level cache. */
    public static int widest(int points) {
        return points <= 128 ? 2048 : points <= 256 ? 1024 : 512;
    }

    /** Number of pairs of points, the length of a block's result. */
    public static int pairs(int points) {
        return points * (points - 1) / 2;
    }

    /** Where the pair i < j stands in a block's result. */
    public static int pair(int points, int i, int j) {
        return i * (2 * points - i - 1) / 2 + j - i - 1;
    }

    /**
     * Works out one block.
     *
     * @param x the rows, then the anchors; an empty array stands for the origin; not modified
     * @param from first coordinate
     * @param to the one after the last
     * @param finite an entry is cleared if that row holds a NaN or an infinity here
     * @param squared receives the squared distance of each {@link #pair}, in order
     */
    public void measure(float[][] x, int from, int to, boolean[] finite, double[] squared) {
        int width = to - from;
        if (!centreRows(x, from, width, finite)) {
            Arrays.fill(squared, 0, pairs(points), 0);
            return;
        }
        int padded = (width + Kernels.PAD - 1) / Kernels.PAD * Kernels.PAD;
        boolean plain = true;
        for (int i = 0; i < points; i++) {
            exponents[i] = 0;
            if (!isInRange(x, i, from, width)) {
                rescale(x, i, from, width, finite);
                plain = false;
            }
        }
        if (!plain) {
            multiplyWithinFours(padded);
        }
        multiplyBetweenFours(padded);
        for (int i = 0; i < points; i++) {
            own[i] = Math.scalb((double) products[i][i], 2 * exponents[i]);
        }
        for (int i = 0; i < points - 1; i++) {
            int at = pair(points, i, i + 1);
            boolean cancelled = plain ? combine(i, at, squared) : combineScaled(i, at, squared);
            if (cancelled) {
                repair(x, i, from, width, squared);
            }
        }
    }

    /**
     * Takes the finite row whose sum over a few coordinates is nearest to the middle from all;
     * false if none is finite.
     */
    private boolean centreRows(float[][] x, int from, int width, boolean[] finite) {
        for (int i = 0; i < rows; i++) {
            float sum = 0;
            for (int k = 0; k < Math.min(PROBE, width); k++) {
                sum += x[i][from + k];
            }
            probes[i] = sum;
        }
        System.arraycopy(probes, 0, sorted, 0, rows);
        Arrays.sort(sorted);
        for (int step = 0; step < rows; step++) {
            int rank = (rows - 1) / 2 + (step % 2 == 0 ? step / 2 : -(step + 1) / 2);
            int row = rowWithProbe(sorted[Math.floorMod(rank, rows)]);
            System.arraycopy(x[row], from, centre, 0, width);
            for (int i = 0; i < products.length; i += 4) {
                centreFour(x, i, from, width);
            }
            if (products[row][row] == 0) {
                return true;
            }
            probes[row] = Float.POSITIVE_INFINITY;
            finite[row] = false;
        }
        return false;
    }

    private int rowWithProbe(float probe) {
        for (int i = 0; i < rows; i++) {
            if (Float.compare(probes[i], probe) == 0) {
                return i;
            }
        }
        return 0;
    }

    /** Rows i to i+3 without the centre; what there is no point for becomes zero. */
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

    /** Brings a row's largest coordinate near 1, or finds it not finite and makes it zero. */
    private void rescale(float[][] x, int i, int from, int width, boolean[] finite) {
        float[] row = row(x, i);
        int at = start(x, i, from);
        double largest = 0;
        for (int k = 0; k < width; k++) {
            largest = Math.max(largest, Math.abs((double) row[at + k] - centre[k]));
        }
        boolean sound = largest <= Double.MAX_VALUE;
        finite[i] &= sound;
        exponents[i] = sound && largest > 0 ? Math.getExponent(largest) : 0;
        double scale = Math.scalb(1.0, -exponents[i]);
        for (int k = 0; k < width; k++) {
            double scaled = sound ? ((double) row[at + k] - centre[k]) * scale : 0;
            kernels.set(z, widest, i, k, (float) scaled);
        }
    }

    private void multiplyWithinFours(int width) {
        for (int i = 0; i < products.length; i += 4) {
            kernels.dots(z, widest, width, i, i, tile);
            foldTo(i, i);
        }
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

    private void repair(float[][] x, int i, int from, int width, double[] squared) {
        for (int j = i + 1; j < points; j++) {
            int at = pair(points, i, j);
            if (squared[at] < CANCELLED * (own[i] + own[j])) {
                squared[at] = directly(x[i], x[j], from, width);
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
