package bft.experiments.lab;

import static bft.experiments.run.RunSettings.ATTACK;
import static bft.experiments.run.RunSettings.ATTACKERS;
import static bft.experiments.run.RunSettings.NONE;
import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.DIMENSION;
import static bft.server.config.ServerSettings.ROUNDS;
import static bft.server.config.ServerSettings.RULE;
import static bft.server.config.ServerSettings.WORKERS;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.Seeds;
import bft.aggregation.engine.Aggregator;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.catalogue.Attacks;
import bft.experiments.lab.expect.Expectation;
import bft.worker.config.SettingValues;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * Trains nothing. In each round honest vectors are drawn from N(0, I), the attack forges vectors,
 * and the rule aggregates all of them. The result shows what the attack gains against gradients
 * with unit noise.
 */
final class VectorsKind extends RowsKind {
    private static final int MAX_DIMENSION = 100_000_000;
    private static final long MAX_ROUNDS = 1_000_000;

    VectorsKind() {
        super(Measures.VECTORS, WORKERS, BYZANTINE, ATTACKERS, DIMENSION, RULE, ATTACK, ROUNDS);
    }

    @Override
    public void check(SettingValues settings) {
        int n = settings.get(WORKERS);
        int d = settings.get(DIMENSION);
        int attackers = settings.get(ATTACKERS);
        long rounds = settings.get(ROUNDS);
        if (d > MAX_DIMENSION || attackers >= n || rounds > MAX_ROUNDS) {
            throw new IllegalArgumentException(
                    "vectors need d <= %s, attackers < n and rounds <= %s, got d=%s,"
                                    .formatted(MAX_DIMENSION, MAX_ROUNDS, d)
                            + " n=%s, attackers=%s, rounds=%s".formatted(n, attackers, rounds));
        }
        rule(settings).requireAdmissible(n);
        attackers(settings);
    }

    private static Attack attackers(SettingValues settings) {
        String attack = settings.get(ATTACK);
        return settings.get(ATTACKERS) == 0 || attack.equals(NONE)
                ? AdversaryView::own
                : Attacks.of(attack);
    }

    @Override
    public SettingValues canonical(SettingValues settings) {
        return settings.get(ATTACKERS) == 0 ? settings.without(ATTACK) : settings;
    }

    @Override
    public RunOutcome run(SettingValues settings, long seed, Path directory, LongConsumer work) {
        int rounds = Math.toIntExact(settings.get(ROUNDS));
        var rule = rule(settings);
        Aggregator aggregator = Aggregator.sequential();
        double[][] measured = new double[2][rounds];
        for (int round = 0; round < rounds; round++) {
            float[][] rows = rows(settings, rule, seed, round);
            float[] output = aggregator.aggregate(rule, rows, RoundContext.first(seed)).output();
            int honest = rows.length - settings.get(ATTACKERS);
            measure(output, rows, honest, measured, round);
            work.accept(roundCost(settings));
        }
        Map<String, Double> measures = new LinkedHashMap<>();
        for (int k = 0; k < measured.length; k++) {
            measures.put(measures().get(k), Expectation.median(measured[k]));
        }
        return RunOutcome.of(measures);
    }

    private static float[][] rows(
            SettingValues settings, AggregationRule rule, long seed, int round) {
        int n = settings.get(WORKERS);
        int attackers = settings.get(ATTACKERS);
        Random random = Seeds.random(seed, round);
        float[][] rows = new float[n][settings.get(DIMENSION)];
        for (float[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        if (attackers > 0) {
            float[][] honest = Arrays.copyOf(rows, n - attackers);
            float[][] own = Arrays.copyOfRange(rows, n - attackers, n);
            var view =
                    new AdversaryView(
                            own,
                            honest,
                            new float[rows[0].length],
                            n,
                            attackers,
                            Optional.of(rule),
                            round,
                            seed);
            float[][] forged = attackers(settings).forge(view);
            System.arraycopy(forged, 0, rows, n - attackers, attackers);
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
