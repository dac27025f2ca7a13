package bft.aggregation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * The sum of all rows that each worker has sent: the state of rules that look back over rounds. It
 * is a value, and the caller carries it from round to round: {@link RoundContext#history} in, and
 * after the round {@link #plus} the rows.
 *
 * <p>Size: 4 n d bytes, whatever the number of rounds; sums are held within float's range. {@link
 * #toBytes} saves it.
 *
 * @param sums one for each worker, d coordinates, finite; or none before the first round. Not
 *     modified
 */
public record RowHistory(float[][] sums) {
    private static final int MAGIC = 0x62666831;
    private static final RowHistory NONE = new RowHistory(new float[0][]);

    public RowHistory {
        Objects.requireNonNull(sums, "sums");
        for (float[] sum : sums) {
            if (sum.length != sums[0].length || !isFinite(sum)) {
                throw new IllegalArgumentException(
                        "a history needs rows of %d finite coordinates each"
                                .formatted(sums[0].length));
            }
        }
    }

    /** Before anybody has sent anything. */
    public static RowHistory none() {
        return NONE;
    }

    /**
     * The history after one more round. A worker that sent nothing (an empty array), or a row with
     * a NaN or an infinity, keeps what it had.
     *
     * @param rows one for each worker, in the same order each round; not modified
     * @throws IllegalArgumentException if the numbers of workers or coordinates differ
     */
    public RowHistory plus(float[][] rows) {
        int d = sums.length > 0 ? sums[0].length : longest(rows);
        var next = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            float[] before = before(i, rows.length, d);
            boolean took = rows[i].length > 0 && isFinite(rows[i]);
            next[i] = took ? sum(before, rows[i]) : before.clone();
        }
        return new RowHistory(next);
    }

    /** The sums with this round's rows; a row that is not finite gives a sum that is not. */
    float[][] upTo(float[][] rows) {
        var next = new float[rows.length][];
        Arrays.setAll(next, i -> sum(before(i, rows.length, rows[i].length), rows[i]));
        return next;
    }

    /** The same history over coordinates {@code from} to {@code to - 1}, for a shard. */
    public RowHistory range(int from, int to) {
        var parts = new float[sums.length][];
        Arrays.setAll(parts, i -> Arrays.copyOfRange(sums[i], from, to));
        return new RowHistory(parts);
    }

    private float[] before(int i, int rows, int d) {
        if (sums.length == 0) {
            return new float[d];
        }
        if (sums.length != rows) {
            throw new IllegalArgumentException(
                    "the history is of " + sums.length + " rows, there are " + rows);
        }
        return sums[i];
    }

    private static int longest(float[][] rows) {
        return Arrays.stream(rows).mapToInt(row -> row.length).max().orElse(0);
    }

    private static float[] sum(float[] before, float[] row) {
        if (before.length != row.length) {
            throw new IllegalArgumentException(
                    "the history has " + before.length + " coordinates, a row has " + row.length);
        }
        var sum = new float[row.length];
        for (int k = 0; k < sum.length; k++) {
            float exact = before[k] + row[k];
            sum[k] = Float.isFinite(row[k]) ? held(exact) : row[k];
        }
        return sum;
    }

    private static float held(float value) {
        return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
    }

    private static boolean isFinite(float[] row) {
        for (float x : row) {
            if (!Float.isFinite(x)) {
                return false;
            }
        }
        return true;
    }

    /**
     * As bytes, little-endian: the number 0x62666831, n, d (int each), then n rows of d floats.
     *
     * @throws IllegalArgumentException if that is more than an array holds (2 GiB)
     */
    public byte[] toBytes() {
        int d = sums.length == 0 ? 0 : sums[0].length;
        long size = 12 + 4L * sums.length * d;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a history of " + size + " bytes is too long for one array");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC).putInt(sums.length).putInt(d);
        for (float[] sum : sums) {
            bytes.asFloatBuffer().put(sum);
            bytes.position(bytes.position() + 4 * d);
        }
        return bytes.array();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static RowHistory of(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        if (encoded.length < 12 || bytes.getInt() != MAGIC) {
            throw new IllegalArgumentException("not a history: it does not begin like one");
        }
        int n = bytes.getInt();
        int d = bytes.getInt();
        if (n < 0 || d < 0 || bytes.remaining() != 4L * n * d || d == 0 && n > 0) {
            throw new IllegalArgumentException(
                    "not a history: %d rows of %d coordinates in %d bytes"
                            .formatted(n, d, encoded.length));
        }
        var sums = new float[n][d];
        for (float[] sum : sums) {
            bytes.asFloatBuffer().get(sum);
            bytes.position(bytes.position() + 4 * d);
        }
        return new RowHistory(sums);
    }
}
