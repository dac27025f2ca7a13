package bft.attacks.line;

import bft.aggregation.AggregationRule;
import bft.aggregation.RoundContext;
import bft.aggregation.engine.Aggregation;
import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.RowReport;
import bft.attacks.AdversaryView;
import java.util.Arrays;

/**
 * Simulates the rule in use on a forged vector sent by all Byzantine workers: the adversary runs it
 * on the honest vectors it sees, or else on its own vectors, repeated. It does not know the state
 * of the server: it uses the origin as the last result, the honest mean as the trusted gradient,
 * and no history.
 */
final class Trial {
    private final AggregationRule rule;
    private final RoundContext round;
    private final float[][] honest;
    private final double[] mean;
    private final float[][] rows;

    Trial(AggregationRule rule, AdversaryView view) {
        this.rule = rule;
        float[][] sample = view.sample();
        honest = new float[view.n() - view.f()][];
        Arrays.setAll(honest, i -> sample[i % sample.length]);
        mean = Moments.mean(honest);
        rows = Arrays.copyOf(honest, view.n());
        float[] trusted = new Line(mean, mean).at(0);
        round = new RoundContext(view.round(), new float[0], view.seed(), trusted);
    }

    /** The n-f vectors used as the honest ones; not to be modified. */
    float[][] honest() {
        return honest;
    }

    /** The distance from the honest mean to the result. */
    double damage(float[] forged) {
        return Moments.norm(difference(forged));
    }

    /** How far the result is from the honest mean in a direction. */
    double shift(float[] forged, double[] direction) {
        double[] difference = difference(forged);
        double product = 0;
        for (int i = 0; i < difference.length; i++) {
            product += difference[i] * direction[i];
        }
        return product / Moments.norm(direction);
    }

    private double[] difference(float[] forged) {
        float[] output = aggregate(forged).output();
        double[] difference = new double[mean.length];
        for (int i = 0; i < mean.length; i++) {
            difference[i] = output[i] - mean[i];
        }
        return difference;
    }

    /** Whether the rule gives a forged vector weight above 0. */
    boolean counts(float[] forged) {
        return aggregate(forged).rows().stream()
                .skip(honest.length)
                .mapToDouble(RowReport::weight)
                .anyMatch(weight -> weight > 0);
    }

    private Aggregation aggregate(float[] forged) {
        Arrays.fill(rows, honest.length, rows.length, forged);
        return Aggregator.sequential().aggregate(rule, rows, round);
    }
}
