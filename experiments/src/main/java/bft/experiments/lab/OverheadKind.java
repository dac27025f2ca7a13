package bft.experiments.lab;

import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.DIMENSION;
import static bft.server.config.ServerSettings.ROUNDS;
import static bft.server.config.ServerSettings.RULE;
import static bft.server.config.ServerSettings.WORKERS;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.spec.BadArgument;
import bft.worker.config.SettingValues;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * The time of a rule in comparison with the mean of the same rows: both in turn, in one thread,
 * never two runs at once. It measures the processor time of the thread, and takes the least of all
 * rounds, since other work on the machine only adds to it.
 */
final class OverheadKind extends RowsKind {
    private static final int MAX_ROWS = 1_000;

    /** A shorter time says nothing, since code is compiled while it runs. */
    private static final double LEAST_MILLISECONDS = 500;

    private static final int MOST_ROUNDS = 2_000;

    /** Values in all rows together: 1.6 GB. */
    private static final long MAX_VALUES = 400_000_000;

    OverheadKind() {
        super(Measures.OVERHEAD, WORKERS, BYZANTINE, DIMENSION, RULE, ROUNDS);
    }

    @Override
    public void check(SettingValues settings) {
        int n = settings.get(WORKERS);
        int d = settings.get(DIMENSION);
        BadArgument.when(n > MAX_ROWS || (long) n * d > MAX_VALUES)
                .because(
                        "overhead needs n <= %s and n*d <= %s, got n=%s, d=%s",
                        MAX_ROWS, MAX_VALUES, n, d);
        rule(settings).requireAdmissible(n);
    }

    @Override
    public synchronized RunOutcome run(
            SettingValues settings, long seed, Path directory, LongConsumer work) {
        float[][] rows = rows(settings.get(WORKERS), settings.get(DIMENSION), seed);
        AggregationRule rule = rule(settings);
        AggregationRule mean = Rules.of("mean", 0);
        var aggregator = Aggregator.sequential();
        double ofRule = Double.POSITIVE_INFINITY;
        double ofMean = Double.POSITIVE_INFINITY;
        long rounds = settings.get(ROUNDS);
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
        return RunOutcome.of(measures);
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

    /** Processor time of this thread. */
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
