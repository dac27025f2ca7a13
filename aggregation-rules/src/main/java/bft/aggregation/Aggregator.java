package bft.aggregation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Applies rules. */
public final class Aggregator {
    private final Executor executor;
    private final int threads;

    /**
     * An aggregator that spreads the work.
     *
     * @param executor runs the parts
     * @param threads how many parts may run at once, at least 1
     */
    public Aggregator(Executor executor, int threads) {
        this.executor = Objects.requireNonNull(executor, "executor");
        this.threads = threads;
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be >= 1, got " + threads);
        }
    }

    /** An aggregator that does everything in the calling thread. */
    public static Aggregator sequential() {
        return new Aggregator(Runnable::run, 1);
    }

    /**
     * Applies a rule to n rows of d coordinates. A row with a NaN or an infinity is proof of a
     * faulty sender: it takes no part and counts against f.
     *
     * @param rows not modified
     * @throws IllegalArgumentException if there are no rows, their lengths differ, or too few are
     *     finite for the rule
     */
    public Aggregation aggregate(AggregationRule rule, float[][] rows, RoundContext round) {
        List<Integer> finite = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            if (isFinite(rows[i])) {
                finite.add(i);
            }
        }
        float[][] kept = finite.stream().map(i -> rows[i]).toArray(float[][]::new);
        AggregationRule fitted = rule.forInputs(kept.length, rows.length - kept.length);
        Weights weights = weights(fitted, kept, round);
        float[] output = output(fitted, kept, weights);
        return new Aggregation(output, reports(rows, finite, weights.mean(), output));
    }

    private static boolean isFinite(float[] row) {
        for (float x : row) {
            if (!Float.isFinite(x)) {
                return false;
            }
        }
        return true;
    }

    private static Weights weights(AggregationRule rule, float[][] rows, RoundContext round) {
        int n = rows.length;
        Weights weights = Weights.identity(n);
        var squared = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                squared[i * n + j] = squaredDistance(rows[i], rows[j]);
            }
        }
        var distances = new Distances(n, rule.anchors(), squared);
        for (Mixing mixing : rule.mixings()) {
            Weights next = mixing.mix(distances, round);
            distances = distances.mixed(next);
            weights = next.after(weights);
        }
        return weights;
    }

    private static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            double difference = (double) a[k] - b[k];
            sum += difference * difference;
        }
        return sum;
    }

    private static float[] output(AggregationRule rule, float[][] rows, Weights weights) {
        int d = rows[0].length;
        var block = new float[weights.outputs() * d];
        for (int k = 0; k < weights.outputs(); k++) {
            for (int c = 0; c < d; c++) {
                double sum = 0;
                for (int i = 0; i < rows.length; i++) {
                    sum += weights.get(k, i) * rows[i][c];
                }
                block[k * d + c] = (float) sum;
            }
        }
        var output = new float[d];
        rule.reducer().forRows(weights.outputs()).reduce(block, d, output, 0);
        return output;
    }

    private static List<RowReport> reports(
            float[][] rows, List<Integer> finite, Weights mean, float[] output) {
        double[] scores = mean.scores();
        var reports = new ArrayList<RowReport>();
        for (int row = 0; row < rows.length; row++) {
            int k = finite.indexOf(row);
            if (k < 0) {
                reports.add(
                        new RowReport(row, 0, Double.NaN, Double.NaN, Optional.of("non-finite")));
                continue;
            }
            double weight = mean.get(0, k);
            double distance = Math.sqrt(squaredDistance(rows[row], output));
            double score = scores.length == 0 ? Double.NaN : scores[k];
            Optional<String> leftOut =
                    weight == 0 ? Optional.of("not among the best") : Optional.empty();
            reports.add(new RowReport(row, weight, score, distance, leftOut));
        }
        return reports;
    }
}
