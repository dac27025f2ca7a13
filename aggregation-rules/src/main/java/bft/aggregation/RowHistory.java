package bft.aggregation;

import bft.aggregation.kernels.Finite;
import bft.aggregation.state.Snapshot;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The sum of all rows that each worker has sent, or for a rule with a {@linkplain
 * AggregationRule#memory memory} their running mean: the state of rules that need the history of
 * past rounds. It is a value, and the caller carries it from round to round: {@link
 * RoundContext#history} in, and after the round {@link #plus} the rows.
 *
 * <p>Size: 4 n d bytes, whatever the number of rounds; sums are clamped to float's range. A history
 * shares with the one before it the sums of workers that sent nothing.
 */
public final class RowHistory {
    private static final String KIND = "row-history";
    private static final RowHistory NONE = new RowHistory(new float[0][]);

    private final float[][] sums;

    /** Takes rows of one length that are finite. */
    private RowHistory(float[][] sums) {
        this.sums = sums;
    }

    /**
     * One row for each worker, d coordinates, finite; or none before the first round. Not to be
     * modified.
     */
    public float[][] sums() {
        return sums;
    }

    /** The history before the first round. */
    public static RowHistory none() {
        return NONE;
    }

    /**
     * The history after one more round; this one is unchanged. A worker that sent nothing (an empty
     * array), or a row with a NaN or an infinity, keeps its sum.
     *
     * @param rows one for each worker, in the same order each round; not modified
     * @throws IllegalArgumentException if the numbers of workers or coordinates differ
     */
    public RowHistory plus(float[][] rows) {
        float[][] next = before(rows).clone();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length > 0 && Finite.isFinite(rows[i])) {
                next[i] = sum(next[i], rows[i]);
            }
        }
        return new RowHistory(next);
    }

    /**
     * The running means after one more round, {@code m = beta m + (1 - beta) x}, which begin at 0;
     * these are unchanged. Who sends nothing keeps its mean, as in {@link #plus}.
     *
     * <p>Karimireddy, He, Jaggi: Learning from History for Byzantine Robust Optimization, ICML
     * 2021, has workers send such means; kept here, nobody can leave that out, and gradients of
     * which only some coordinates were sent become whole again.
     *
     * @param beta in (0, 1)
     * @param rows as in {@link #plus}
     */
    public RowHistory averaged(double beta, float[][] rows) {
        float[][] next = before(rows).clone();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length > 0 && Finite.isFinite(rows[i])) {
                next[i] = mean(beta, next[i], rows[i]);
            }
        }
        return new RowHistory(next);
    }

    /** What the rule keeps after one more round: {@link #plus}, {@link #averaged}, or nothing. */
    public RowHistory after(AggregationRule rule, float[][] rows) {
        if (rule.memory() > 0) {
            return averaged(rule.memory(), rows);
        }
        return rule.needsHistory() ? plus(rows) : NONE;
    }

    /** The history without what these workers have sent: theirs begins again at 0. */
    public RowHistory without(IntPredicate workers) {
        if (IntStream.range(0, sums.length).noneMatch(workers)) {
            return this;
        }
        var zeros = new float[sums[0].length];
        var next = new float[sums.length][];
        Arrays.setAll(next, i -> workers.test(i) ? zeros : sums[i]);
        return new RowHistory(next);
    }

    /** The sums with this round's rows; a row that is not finite gives a sum that is not. */
    public float[][] upTo(float[][] rows) {
        float[][] before = before(rows);
        var next = new float[rows.length][];
        Arrays.setAll(next, i -> sum(before[i], rows[i]));
        return next;
    }

    /** The same history over coordinates {@code from} to {@code to - 1}, for a shard. */
    public RowHistory range(int from, int to) {
        var parts = new float[sums.length][];
        Arrays.setAll(parts, i -> Arrays.copyOfRange(sums[i], from, to));
        return new RowHistory(parts);
    }

    private float[][] before(float[][] rows) {
        if (sums.length == 0) {
            var zeros = new float[rows.length][];
            Arrays.fill(zeros, new float[longest(rows)]);
            return zeros;
        }
        BadArgument.when(sums.length != rows.length)
                .because("the history has %s rows, the round has %s", sums.length, rows.length);
        return sums;
    }

    private static int longest(float[][] rows) {
        return Arrays.stream(rows).mapToInt(row -> row.length).max().orElse(0);
    }

    private static void requireLength(float[] before, float[] row) {
        BadArgument.when(before.length != row.length)
                .because("the history has %s coordinates, a row has %s", before.length, row.length);
    }

    /** In double precision, so that the mean of two finite values is finite. */
    private static float[] mean(double beta, float[] before, float[] row) {
        requireLength(before, row);
        var mean = new float[row.length];
        double rest = 1 - beta;
        for (int k = 0; k < mean.length; k++) {
            mean[k] = (float) (beta * before[k] + rest * row[k]);
        }
        return mean;
    }

    private static float[] sum(float[] before, float[] row) {
        requireLength(before, row);
        var sum = new float[row.length];
        for (int k = 0; k < sum.length; k++) {
            float exact = before[k] + row[k];
            sum[k] = Float.isFinite(row[k]) ? clamped(exact) : row[k];
        }
        return sum;
    }

    private static float clamped(float value) {
        return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
    }

    /**
     * The history of some workers, in the order given, as a round needs it in which others are
     * missing.
     *
     * @param workers their indices
     */
    public RowHistory among(List<Integer> workers) {
        return sums.length == 0
                ? this
                : new RowHistory(workers.stream().map(w -> sums[w]).toArray(float[][]::new));
    }

    /** A snapshot that holds the sums by reference. */
    public Snapshot snapshot() {
        return Snapshot.of(KIND).with("sums", sums).build();
    }

    /**
     * The history in a snapshot.
     *
     * @param n workers
     * @param dimension d of the model
     * @throws IllegalArgumentException if it is not such a history; the message names the
     *     difference
     */
    public static RowHistory restore(Snapshot snapshot, int n, int dimension) {
        snapshot.expecting(KIND).holding("sums");
        int rows = snapshot.size("sums") == 0 ? 0 : n;
        float[][] sums = snapshot.vectors("sums", rows, dimension);
        for (int i = 0; i < rows; i++) {
            BadArgument.when(sums[i].length == 0)
                    .because("%s.sums[%s] is empty, need %s coordinates", KIND, i, dimension);
        }
        return new RowHistory(sums);
    }
}
