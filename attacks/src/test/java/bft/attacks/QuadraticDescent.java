package bft.attacks;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.RowHistory;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.rules.Rules;
import bft.attacks.catalogue.Attacks;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * Gradient descent on a sum of quadratics under attack: worker i sends {@code x - c_i + noise}. It
 * shows in a hundred cheap rounds what training shows in thousands.
 *
 * @param n workers
 * @param f of them Byzantine, the last
 * @param d coordinates
 * @param noise deviation of a coordinate of a gradient
 * @param difference deviation of a coordinate of the c_i between workers
 * @param beta of the workers' momentum
 * @param seed of all random values
 */
record QuadraticDescent(
        int n, int f, int d, double noise, double difference, double beta, long seed) {
    private static final int ROUNDS = 120;
    private static final double RATE = 0.1;

    QuadraticDescent withMomentum(double other) {
        return new QuadraticDescent(n, f, d, noise, difference, other, seed);
    }

    QuadraticDescent withSeed(long other) {
        return new QuadraticDescent(n, f, d, noise, difference, beta, other);
    }

    /** Root of the mean squared distance to the honest optimum, over the last third. */
    double error(String ruleSpec, String attackSpec) {
        AggregationRule rule = Rules.of(ruleSpec, f);
        Attack attack = attackSpec.isEmpty() ? AdversaryView::own : Attacks.of(attackSpec);
        var random = new Random(seed);
        float[][] centres = gaussian(random, n, difference);
        float[] optimum = mean(Arrays.copyOf(centres, n - f));
        float[] x = gaussian(random, 1, 1)[0];
        float[][] momenta = new float[n][0];
        float[] previous = {};
        RowHistory history = RowHistory.none();
        double squared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            float[][] rows = gradients(random, x, centres, momenta);
            var view =
                    new AdversaryView(
                            Arrays.copyOfRange(rows, n - f, n),
                            Arrays.copyOf(rows, n - f),
                            x,
                            n,
                            f,
                            Optional.of(rule),
                            round,
                            seed);
            System.arraycopy(attack.forge(view), 0, rows, n - f, f);
            attack = attack.after(view);
            RoundContext context = new RoundContext(round, previous, seed).withHistory(history);
            previous = Aggregator.sequential().aggregate(rule, rows, context).output();
            history = ruleSpec.equals("foolsgold") ? history.plus(rows) : history;
            for (int k = 0; k < d; k++) {
                x[k] -= (float) RATE * previous[k];
            }
            squared += round >= ROUNDS * 2 / 3 ? squaredDistance(x, optimum) : 0;
        }
        return Math.sqrt(squared / (ROUNDS - ROUNDS * 2 / 3));
    }

    private float[][] gradients(Random random, float[] x, float[][] centres, float[][] momenta) {
        float[][] rows = gaussian(random, n, noise);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                rows[i][k] += x[k] - centres[i][k];
            }
            momenta[i] = momentum(momenta[i], rows[i]);
            rows[i] = momenta[i].clone();
        }
        return rows;
    }

    /**
     * The vector that a worker with momentum sends: {@code beta m + (1 - beta) g}, from 0 at first.
     */
    private float[] momentum(float[] last, float[] gradient) {
        var next = new float[d];
        for (int k = 0; k < d; k++) {
            double before = last.length == 0 ? 0 : last[k];
            next[k] = (float) (beta * before + (1 - beta) * gradient[k]);
        }
        return next;
    }

    private float[][] gaussian(Random random, int count, double deviation) {
        var rows = new float[count][d];
        for (float[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = (float) (deviation * random.nextGaussian());
            }
        }
        return rows;
    }

    private static float[] mean(float[][] rows) {
        return Aggregator.sequential()
                .aggregate(Rules.of("mean", 0), rows, RoundContext.first(0))
                .output();
    }

    private static double squaredDistance(float[] a, float[] b) {
        double squared = 0;
        for (int k = 0; k < a.length; k++) {
            squared += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return squared;
    }
}
