package bft.aggregation.kernels;

/**
 * A narrow block of columns that stays in the first-level cache while it is sorted. Values are held
 * as order-preserving keys: the bits of a float with, for negative ones, all but the sign flipped,
 * are an int that compares as the float does. Ints have a minimum and a maximum that are one
 * instruction each (those of floats must mind NaN and -0), and the turning back and forth costs
 * little against the sorting. One thread at a time.
 */
public final class Strip {
    /** Bytes that the keys of a strip should not exceed. */
    private static final int BYTES = 40 << 10;

    /** Widths are multiples of this, but for what is left at the end of a vector. */
    private static final int STEP = 32;

    private static final int WIDEST = 256;

    private final Kernels kernels;
    private final int[][] keys;
    private final int widest;
    private int width;

    /** Scratch memory for strips of {@code rows} rows. */
    public Strip(Kernels kernels, int rows) {
        this(kernels, rows, widest(rows));
    }

    /** Scratch memory for strips of {@code rows} rows and at most {@code widest} columns. */
    public Strip(Kernels kernels, int rows, int widest) {
        this.kernels = kernels;
        this.widest = widest;
        this.keys = new int[rows][(widest + STEP - 1) / STEP * STEP];
    }

    /** How many columns of that many rows stay in the nearest cache. */
    public static int widest(int rows) {
        return Math.max(STEP, Math.min(WIDEST, BYTES / 4 / rows / STEP * STEP));
    }

    /** The largest number of columns it holds. */
    public int widest() {
        return widest;
    }

    /** Number of rows. */
    public int rows() {
        return keys.length;
    }

    /** Number of columns in it now. */
    public int width() {
        return width;
    }

    /** Sets the number of columns, at most {@link #widest()}. */
    public void resize(int columns) {
        width = columns;
    }

    /** Fills row i with {@code row[from]} and what follows. */
    public void load(int i, float[] row, int from) {
        kernels.toKeys(row, from, width, keys[i]);
    }

    /** Sorts each column as far as the network does. */
    public void sort(SortingNetwork network) {
        kernels.sort(keys, (width + STEP - 1) / STEP * STEP, network);
    }

    /** The mean of what stands in rows {@code low} to {@code high - 1}, for each column. */
    public void mean(int low, int high, float[] out, int at) {
        kernels.meanOfRanks(keys, low, high, width, out, at);
    }

    /** The key of a value. */
    public static int key(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits ^ (bits >> 31) >>> 1;
    }

    /** The value of a key. */
    public static float value(int key) {
        return Float.intBitsToFloat(key ^ (key >> 31) >>> 1);
    }

    /** The value in row i of column k. */
    public float value(int i, int k) {
        return value(keys[i][k]);
    }
}
