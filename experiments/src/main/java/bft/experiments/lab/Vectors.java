package bft.experiments.lab;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.Seeds;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.catalogue.Attacks;
import bft.experiments.lab.expect.Expectation;
import bft.experiments.scenario.Cohort;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * Trains nothing: at each point honest vectors are drawn from N(0, I), the attack answers, the rule
 * aggregates, and that as often as there are rounds. What an attack gains there it gains against
 * gradients of unit noise.
 */
final class Vectors implements Experiment {
    private static final List<String> KEYS =
            List.of("n", "byzantine", "f", "d", "rule", "attack", "rounds");
    private static final int MAX_DIMENSION = 100_000_000;

    @Override
    public List<String> keys() {
        return KEYS;
    }

    /**
     * The distance of the aggregate from the honest mean, and the largest difference in any
     * coordinate: each the median over the rounds.
     */
    @Override
    public List<String> measures() {
        return List.of("displacement", "leeway");
    }

    @Override
    public void check(Settings settings) {
        int n = settings.integer("n", 10);
        int d = settings.integer("d", 1_000);
        int byzantine = settings.integer("byzantine", 0);
        int rounds = settings.integer("rounds", 5);
        if (d < 1 || d > MAX_DIMENSION || byzantine < 0 || byzantine >= n || rounds < 1) {
            throw new IllegalArgumentException(
                    "vectors need 1 <= d <= %s, 0 <= byzantine < n and rounds >= 1, got d=%s,"
                                    .formatted(MAX_DIMENSION, d)
                            + " n=%s, byzantine=%s, rounds=%s".formatted(n, byzantine, rounds));
        }
        rule(settings).requireAdmissible(n);
        attackers(settings);
    }

    private static AggregationRule rule(Settings settings) {
        int f = settings.integer("f", settings.integer("byzantine", 0));
        return Rules.of(settings.text("rule", "mean"), f);
    }

    private static Attack attackers(Settings settings) {
        String attack = settings.text("attack", "zero");
        return settings.integer("byzantine", 0) == 0 || attack.equals(Cohort.NO_ATTACK)
                ? AdversaryView::own
                : Attacks.of(attack);
    }

    @Override
    public Settings canonical(Settings settings) {
        return settings.integer("byzantine", 0) == 0 ? settings.without("attack") : settings;
    }

    @Override
    public long cost(Settings settings) {
        return settings.integer("rounds", 5) * roundCost(settings);
    }

    private static long roundCost(Settings settings) {
        return (long) settings.integer("n", 10) * settings.integer("d", 1_000);
    }

    @Override
    public Outcome run(Settings settings, long seed, Path directory, LongConsumer work) {
        int rounds = settings.integer("rounds", 5);
        var rule = rule(settings);
        Aggregator aggregator = Aggregator.sequential();
        double[][] measured = new double[2][rounds];
        for (int round = 0; round < rounds; round++) {
            float[][] rows = rows(settings, rule, seed, round);
            float[] output = aggregator.aggregate(rule, rows, RoundContext.first(seed)).output();
            int honest = rows.length - settings.integer("byzantine", 0);
            measure(output, rows, honest, measured, round);
            work.accept(roundCost(settings));
        }
        Map<String, Double> measures = new LinkedHashMap<>();
        for (int k = 0; k < measured.length; k++) {
            measures.put(measures().get(k), Expectation.median(measured[k]));
        }
        return Outcome.of(measures);
    }

    private static float[][] rows(Settings settings, AggregationRule rule, long seed, int round) {
        int n = settings.integer("n", 10);
        int byzantine = settings.integer("byzantine", 0);
        Random random = Seeds.random(seed, round);
        float[][] rows = new float[n][settings.integer("d", 1_000)];
        for (float[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        if (byzantine > 0) {
            float[][] honest = Arrays.copyOf(rows, n - byzantine);
            float[][] own = Arrays.copyOfRange(rows, n - byzantine, n);
            var view =
                    new AdversaryView(
                            own,
                            honest,
                            new float[rows[0].length],
                            n,
                            byzantine,
                            Optional.of(rule),
                            round,
                            seed);
            float[][] forged = attackers(settings).forge(view);
            System.arraycopy(forged, 0, rows, n - byzantine, byzantine);
        }
        return rows;
    }

    private static void measure(
            float[] output, float[][] rows, int honest, double[][] measured, int round) {
        double squares = 0;
        double largest = 0;
        for (int j = 0; j < output.length; j++) {
            double mean = 0;
            for (int i = 0; i < honest; i++) {
                mean += rows[i][j];
            }
            double difference = output[j] - mean / honest;
            squares += difference * difference;
            largest = Math.max(largest, Math.abs(difference));
        }
        measured[0][round] = Math.sqrt(squares);
        measured[1][round] = largest;
    }
}
