package bft.experiments.lab;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * The time that a rule takes, beside that of the mean of the same rows: both in turn, in one
 * thread, never two runs at once. It is the time that the thread has had a processor, and of each
 * the least of all rounds, for whatever else the machine does only adds to it.
 */
final class Overhead implements Experiment {
    private static final List<String> KEYS = List.of("n", "f", "d", "rule", "rounds");
    private static final int MAX_ROWS = 1_000;

    /** Less than this does not tell, since code is compiled while it runs. */
    private static final double LEAST_MILLISECONDS = 500;

    private static final int MOST_ROUNDS = 2_000;

    /** Of all rows together: 1.6 GB. */
    private static final long MAX_VALUES = 400_000_000;

    @Override
    public List<String> keys() {
        return KEYS;
    }

    /** Time of the rule, that of the mean, and how often the second goes into the first. */
    @Override
    public List<String> measures() {
        return List.of("milliseconds", "mean-milliseconds", "overhead");
    }

    @Override
    public void check(Settings settings) {
        int n = settings.integer("n", 10);
        int d = settings.integer("d", 100_000);
        int rounds = settings.integer("rounds", 9);
        if (n < 1 || n > MAX_ROWS || d < 1 || (long) n * d > MAX_VALUES || rounds < 1) {
            throw new IllegalArgumentException(
                    "overhead needs n in [1, %s], d >= 1, n*d <= %s and rounds >= 1,"
                                    .formatted(MAX_ROWS, MAX_VALUES)
                            + " got n=%s, d=%s, rounds=%s".formatted(n, d, rounds));
        }
        rule(settings).requireAdmissible(n);
    }

    private static AggregationRule rule(Settings settings) {
        return Rules.of(settings.text("rule", "mean"), settings.integer("f", 0));
    }

    @Override
    public Settings canonical(Settings settings) {
        return settings;
    }

    @Override
    public long cost(Settings settings) {
        return (long) settings.integer("rounds", 9) * roundCost(settings);
    }

    private static long roundCost(Settings settings) {
        return (long) settings.integer("n", 10) * settings.integer("d", 100_000);
    }

    @Override
    public synchronized Outcome run(
            Settings settings, long seed, Path directory, LongConsumer work) {
        float[][] rows = rows(settings.integer("n", 10), settings.integer("d", 100_000), seed);
        AggregationRule rule = rule(settings);
        AggregationRule mean = Rules.of("mean", 0);
        var aggregator = Aggregator.sequential();
        double ofRule = Double.POSITIVE_INFINITY;
        double ofMean = Double.POSITIVE_INFINITY;
        int rounds = settings.integer("rounds", 9);
        double begin = milliseconds();
        for (int round = 0; round < rounds || isShort(round, begin); round++) {
            ofMean = Math.min(ofMean, milliseconds(aggregator, mean, rows));
            ofRule = Math.min(ofRule, milliseconds(aggregator, rule, rows));
            work.accept(round < rounds ? roundCost(settings) : 0);
        }
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("milliseconds", ofRule);
        measures.put("mean-milliseconds", ofMean);
        measures.put("overhead", ofRule / ofMean);
        return Outcome.of(measures);
    }

    private static double milliseconds(
            Aggregator aggregator, AggregationRule rule, float[][] rows) {
        double begin = milliseconds();
        aggregator.aggregate(rule, rows, RoundContext.first(0));
        return milliseconds() - begin;
    }

    private static boolean isShort(int round, double begin) {
        return round < MOST_ROUNDS && milliseconds() - begin < LEAST_MILLISECONDS;
    }

    /** Time that this thread has had a processor. */
    private static double milliseconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
    }

    private static float[][] rows(int n, int d, long seed) {
        var random = new SplittableRandom(seed);
        float[][] rows = new float[n][d];
        for (float[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = (float) random.nextDouble() - 0.5f;
            }
        }
        return rows;
    }
}
