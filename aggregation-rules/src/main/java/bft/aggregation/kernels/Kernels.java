package bft.aggregation.kernels;

import java.util.Arrays;

/**
 * The loops over coordinates, in two sets: plain Java, and the vector module. The set is chosen
 * once, by the code that creates an aggregator or a model; {@link #best} is the vector set if the
 * module {@code jdk.incubator.vector} is present ({@code --add-modules jdk.incubator.vector}). A
 * set has no state and serves all threads. {@code toString} is its name for reports and logs.
 *
 * <p>Both sets agree up to rounding. One set gives the same bits for the same input every time,
 * interpreted or compiled: lanes are added in a fixed order, never by an unordered reduction.
 */
public abstract class Kernels {
    /** Rows of scratch memory are padded with zeros to a multiple of this many coordinates. */
    public static final int PAD = 16;

    /**
     * The index at which rows of scratch memory begin in their array: with its header of 16 bytes
     * this is 64 bytes after the start of the array. Blocks of a row end at such positions too. So
     * vectors do not cross cache lines if the JVM aligns objects to cache lines ({@code
     * -XX:ObjectAlignmentInBytes=64}); loops on the first-level cache are up to 1.4 times faster.
     */
    public static final int ORIGIN = 12;

    /** Length of the scratch array for running sums side by side. */
    public static final int LANES = 256;

    /** Length of the array that receives a tile of dot products: what follows them is scratch. */
    static final int TILE = 16 + LANES;

    private static final Kernels BEST = load();

    /** The vector set if the module is present, else the plain one. */
    public static Kernels best() {
        return BEST;
    }

    /** The plain set. */
    public static Kernels plain() {
        return PlainKernels.INSTANCE;
    }

    /** The only reflection here: the vector classes cannot be named where the module is absent. */
    private static Kernels load() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return plain();
        }
        try {
            Class<?> vector = Class.forName("bft.aggregation.kernels.VectorKernels");
            return (Kernels) vector.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            return plain();
        }
    }

    /** The loops of codecs in this set. */
    public abstract CodeKernels codes();

    /** Scratch memory for rows of at most {@code stride} floats, in the layout of this set. */
    abstract float[][] scratchRows(int rows, int stride);

    /**
     * Subtracts a centre from four rows, and multiplies the differences with each other while they
     * are in registers: {@link #dots} of a tile on the diagonal.
     *
     * @param rows four; column k of row p is at {@code from[p] + k}; not modified
     * @param centre column k is at k; not modified
     * @param z of {@link #scratchRows}; receives the differences as rows i to i+3, with zeros at
     *     least up to a multiple of {@link #PAD}
     */
    abstract void centredDots(
            float[][] rows,
            int[] from,
            int width,
            float[] centre,
            float[][] z,
            int stride,
            int i,
            float[] tile);

    /**
     * The dot products of rows i to i+3 with rows j to j+3; of a tile on the diagonal (i = j) only
     * those with {@code p <= q} are valid. They are complete after {@link #foldTile}: in one method
     * with both the compiler allocated objects for the vectors.
     *
     * @param z of {@link #scratchRows}, as {@link #centredDots} of that width left it; not modified
     * @param width a multiple of {@link #PAD}
     * @param tile {@link #TILE} floats; receives the product of rows i+p and j+q at {@code 4 p + q}
     */
    abstract void dots(float[][] z, int stride, int width, int i, int j, float[] tile);

    /**
     * The dot products of rows i to i+7 with row j: for a row that would otherwise need a tile of
     * its own.
     *
     * @param z as in {@link #dots}
     * @param tile {@link #TILE} floats; receives the product of row i+p at {@code p}
     */
    abstract void dotsOfOne(float[][] z, int stride, int width, int i, int j, float[] tile);

    /** Completes the tile that {@link #dots} or its variants left. */
    abstract void foldTile(float[] tile);

    /**
     * The sum of squared differences of two segments, in float.
     *
     * @param a read from {@code from}, not modified
     * @param b read from {@code at}, not modified
     */
    public abstract float squaredDistance(float[] a, int from, float[] b, int at, int width);

    /**
     * Begins to add the squared distances of rows to a result, while a tile of it is in the
     * first-level cache.
     *
     * @param rows read at {@code from} to {@code from + width - 1}, not modified
     * @param result read at the same positions, not modified
     * @param lanes {@link #PAD} running sums for each row, modified
     */
    public abstract void nearDistances(
            float[][] rows, int from, int width, float[] result, float[] lanes);

    /**
     * Completes the sums of {@link #nearDistances} over all tiles.
     *
     * @param sums receives the squared distance of each row, in float
     */
    public abstract void endDistances(
            float[][] rows, int from, int width, float[] result, float[] lanes, float[] sums);

    /**
     * Number of columns that a weighted sum and the distances of that many rows to it process at a
     * time.
     */
    public abstract int segment(int rows);

    /**
     * The weighted sum of some rows over one segment of coordinates.
     *
     * @param rows read at {@code from} to {@code from + width - 1}, not modified
     * @param weights one for each row
     * @param out written from {@code at}
     */
    public abstract void weightedSum(
            float[][] rows, int from, int width, float[] weights, float[] out, int at);

    /**
     * Four weighted sums of the same rows over one segment of coordinates.
     *
     * @param rows read at {@code from} to {@code from + width - 1}, not modified
     * @param weights four for each row: row i counts for sum p with {@code weights[4 i + p]}
     * @param out four arrays, written from 0
     */
    public abstract void weightedSums(
            float[][] rows, int from, int width, float[] weights, float[][] out);

    /**
     * Writes the order-preserving key of each coordinate, see {@link ColumnTile}.
     *
     * @param keys written from {@link #ORIGIN}, where rows of keys begin in all methods below
     * @param check {@link #PAD} floats; one becomes NaN if a coordinate is NaN or infinite
     */
    abstract void toKeys(float[] row, int from, int width, int[] keys, float[] check);

    /** Runs the network on each of the first {@code width} columns, a multiple of 32. */
    abstract void sort(int[][] keys, int width, SortingNetwork network);

    /**
     * Writes the mean of the values whose keys are in rows {@code low} to {@code high - 1}.
     *
     * @param out written from {@code at}
     */
    abstract void meanOfRanks(int[][] keys, int low, int high, int width, float[] out, int at);

    /**
     * Writes the mean of the {@code kept} values nearest to a centre, of sorted columns. The kept
     * values are a window of ranks; of ranks i and i + kept exactly one is in it.
     *
     * @param centre the centre, see {@link Centre}; its ties are set
     * @param out written from {@code at}
     */
    abstract void meanAround(int[][] keys, Centre centre, int kept, int width, float[] out, int at);

    /** Writes the sign of the sum of the signs of each column. */
    void signs(int[][] keys, int width, float[] out, int at) {
        Arrays.fill(out, at, at + width, 0);
        for (int[] row : keys) {
            for (int k = 0; k < width; k++) {
                int key = row[ORIGIN + k];
                // The key of -0 is -1, so one more makes it 0 as well and leaves negatives
                // negative.
                out[at + k] += Integer.signum(key + (key >>> 31));
            }
        }
        for (int k = at; k < at + width; k++) {
            out[k] = Math.signum(out[k]);
        }
    }

    /**
     * The centre that the values of sorted columns are compared with. A value x on the left has
     * distance {@code below - x} and one on the right {@code x - above}: for the midpoint of two
     * values these differ from the true distances by the same amount, and nothing is rounded before
     * the comparison.
     *
     * @param below one for each column
     * @param above one for each column, not less
     * @param ties receives, for each column, 1 + the rank on the left of a pair of different values
     *     whose distances round to the same float, or 0
     * @param slots scratch memory
     * @param sums scratch memory
     */
    record Centre(float[] below, float[] above, float[] ties, float[] slots, float[] sums) {
        Centre(int width) {
            this(
                    new float[width],
                    new float[width],
                    new float[width],
                    new float[width],
                    new float[width]);
        }
    }
}
