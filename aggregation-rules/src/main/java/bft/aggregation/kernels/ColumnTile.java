package bft.aggregation.kernels;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A narrow block of columns that stays in the first-level cache while it is sorted. Values are
 * stored as order-preserving keys: the bits of a float with, for negative ones, all but the sign
 * flipped, are an int that compares as the float does. Ints have a minimum and a maximum that are
 * one instruction each (those of floats must handle NaN and -0), and the conversion costs little
 * compared with the sorting. One thread at a time.
 */
public final class ColumnTile {
    /** Maximum size of the keys of a tile: the first-level cache. */
    private static final int BYTES = 52 << 10;

    /** Widths are multiples of this, except at the end of a vector. */
    private static final int STEP = 32;

    private static final int WIDEST = 256;

    private final Kernels kernels;
    private final int[][] keys;
    private final Kernels.Centre centre;
    private boolean careful;
    private final float[] noTies;
    private final float[][] tied;
    private final float[] check = new float[Kernels.PAD];
    private int width;
    private int kept;
    private boolean undecided;

    /** Scratch memory for tiles of {@code rows} rows and at most {@code widest} columns. */
    public ColumnTile(Kernels kernels, int rows, int widest) {
        this.kernels = kernels;
        int padded = (widest + STEP - 1) / STEP * STEP;
        this.keys = new int[rows][Kernels.ORIGIN + padded];
        this.centre = new Kernels.Centre(padded);
        this.noTies = new float[padded];
        this.tied = new float[padded][2];
    }

    /** Number of columns of that many rows that fit in the first-level cache. */
    public static int widest(int rows) {
        return Math.max(STEP, Math.min(WIDEST, BYTES / 4 / rows / STEP * STEP));
    }

    /** Present number of columns. */
    public int width() {
        return width;
    }

    /** Sets the number of columns, at most the number it has memory for. */
    public void resize(int columns) {
        width = columns;
    }

    /** Fills row i with the values from {@code row[from]} on. */
    public void load(int i, float[] row, int from) {
        kernels.toKeys(row, from, width, keys[i], check);
    }

    /** Whether all values loaded since the last call are finite. */
    public boolean wasFinite() {
        boolean finite = true;
        for (float zero : check) {
            finite &= zero == 0;
        }
        Arrays.fill(check, 0);
        return finite;
    }

    /** Applies the network to each column. */
    public void sort(SortingNetwork network) {
        kernels.sort(keys, (width + STEP - 1) / STEP * STEP, network);
    }

    /** The mean of the values in rows {@code low} to {@code high - 1}, for each column. */
    public void mean(int low, int high, float[] out, int at) {
        kernels.meanOfRanks(keys, low, high, width, out, at);
        for (int k = 0; k < width && careful; k++) {
            double sum = 0;
            for (int i = low; i < high; i++) {
                sum += value(i, k);
            }
            out[at + k] = (float) (sum / (high - low));
        }
    }

    /**
     * Sets whether values may be so large that differences overflow float's range; means are then
     * computed in double.
     */
    public void setCareful(boolean large) {
        careful = large;
    }

    /**
     * Sets the centre for {@link #meanAround}: the midpoint of two ranks, which may be the same.
     */
    public void centreOnRanks(int low, int high) {
        kernels.meanOfRanks(keys, low, low + 1, width, centre.below(), 0);
        kernels.meanOfRanks(keys, high, high + 1, width, centre.above(), 0);
    }

    /**
     * Sets the centre for {@link #meanAround}: the mean of ranks {@code low} to {@code high - 1}.
     */
    public void centreOnMean(int low, int high) {
        mean(low, high, centre.below(), 0);
        System.arraycopy(centre.below(), 0, centre.above(), 0, width);
    }

    /**
     * The mean of the {@code count} values of each sorted column nearest to the centre. Columns
     * whose result depends on the order of the rows are {@link #undecided}.
     */
    public void meanAround(int count, float[] out, int at) {
        if (careful) {
            for (int k = 0; k < width; k++) {
                out[at + k] = carefulMean(k, count);
            }
            return;
        }
        kernels.meanAround(keys, centre, count, width, out, at);
        kept = count;
        if (Arrays.mismatch(centre.ties(), 0, width, noTies, 0, width) < 0) {
            return;
        }
        for (int k = 0; k < width; k++) {
            int rank = (int) centre.ties()[k] - 1;
            if (rank >= 0) {
                undecided = true;
                tied[k][0] = value(rank, k);
                tied[k][1] = value(rank + count, k);
            }
        }
    }

    /** Whether {@link #decide} must be called after the columns are loaded again. */
    public boolean undecided() {
        return undecided;
    }

    /** Corrects the undecided columns, once the rows are in their original order again. */
    public void decide(float[] out, int at) {
        undecided = false;
        for (int k = 0; k < width; k++) {
            if (centre.ties()[k] > 0) {
                out[at + k] = decided(k, tied[k][0], tied[k][1]);
            }
        }
    }

    /**
     * All values between the two of the pair, then the nearer of the two; if equally near, by row.
     */
    private float decided(int k, float left, float right) {
        double toLeft = (double) centre.below()[k] - left;
        double toRight = (double) right - centre.above()[k];
        double sum = 0;
        int missing = kept;
        for (int i = 0; i < keys.length; i++) {
            float x = value(i, k);
            if (x > left && x < right) {
                sum += x;
                missing--;
            }
        }
        boolean both = toLeft == toRight;
        for (int turn = 0; turn < 2 && missing > 0; turn++) {
            float nearer = toLeft < toRight == (turn == 0) ? left : right;
            for (int i = 0; i < keys.length && missing > 0; i++) {
                float x = value(i, k);
                if (x == nearer || both && (x == left || x == right)) {
                    sum += x;
                    missing--;
                }
            }
        }
        return (float) (sum / kept);
    }

    /** The mean of the values of column k nearest to the centre; slow, but no sum overflows. */
    private float carefulMean(int k, int kept) {
        double middle = ((double) centre.below()[k] + centre.above()[k]) / 2;
        return (float)
                IntStream.range(0, keys.length)
                        .mapToObj(i -> (double) value(i, k))
                        .sorted(Comparator.comparingDouble(x -> Math.abs(x - middle)))
                        .limit(kept)
                        .mapToDouble(x -> x)
                        .average()
                        .orElseThrow();
    }

    /** The sign of the sum of the signs of each column. */
    public void signs(float[] out, int at) {
        kernels.signs(keys, width, out, at);
    }

    /** The mean of the finite values of each column, NaN if there is none. */
    public void finiteMean(float[] out, int at) {
        for (int k = 0; k < width; k++) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < keys.length; i++) {
                float x = value(i, k);
                if (Float.isFinite(x)) {
                    sum += x;
                    count++;
                }
            }
            out[at + k] = (float) (sum / count);
        }
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
        return value(keys[i][Kernels.ORIGIN + k]);
    }
}
