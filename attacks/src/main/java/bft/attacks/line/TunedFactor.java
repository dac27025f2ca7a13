package bft.attacks.line;

import bft.aggregation.AggregationRule;
import bft.attacks.AdversaryView;
import java.util.function.DoubleUnaryOperator;

/**
 * The factor found to drive the result of the rule in use farthest from the honest mean, by trying.
 *
 * <p>From 0 go up by a step that doubles as long as that makes it worse for the defence, then
 * shrink it by 0.8 for each further trial. {@link Search#UPWARD} then tries only beyond the best so
 * far (ByzFL, for its Opt-ALIE and Opt-IPM); {@link Search#BOTH} moves to and fro across it,
 * reflected at 0 (ByzantineMomentum). Values that are equal but for rounding do not count as
 * better, for a rule that rejects the forged vectors, or clips them, gives a plateau.
 *
 * <p>El Mhamdi, Guerraoui, Rouault, "Distributed momentum for Byzantine-resilient stochastic
 * gradient descent", ICLR 2021, section 4. If the honest vectors are not known, the adversary's
 * own, over and over, stand for them. Cost: one aggregation of n vectors for each trial.
 *
 * @param search how it goes on after the first worse trial
 * @param trials evaluations of the rule, the one at 0 included, at least 1
 * @param step the first step, above 0
 * @param mirrored whether what is tried lies on the other side of the line's start, though the
 *     vectors are then built on this one: what ByzantineMomentum does with a negative factor
 */
public record TunedFactor(Search search, int trials, double step, boolean mirrored)
        implements Factor {
    private static final double SHRINKING = 0.8;
    private static final int MAX_TRIALS = 1000;

    /** By how much results of single-precision rows differ that are equal. */
    private static final double ROUNDING = 2e-7;

    /** How a search goes on after the first trial that is no better. */
    public enum Search {
        UPWARD,
        BOTH
    }

    public TunedFactor {
        if (trials < 1 || trials > MAX_TRIALS) {
            throw new IllegalArgumentException(
                    "evals must be in 1..%s, got %s".formatted(MAX_TRIALS, trials));
        }
        if (!(step > 0)) {
            throw new IllegalArgumentException("step must be above 0, got " + step);
        }
    }

    @Override
    public double choose(Line line, AdversaryView view) {
        AggregationRule rule =
                view.rule()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "a searched factor needs to know the rule in use"));
        Trial trial = new Trial(rule, view);
        double side = mirrored ? -1 : 1;
        return maximise(t -> trial.damage(line.at(side * t)));
    }

    /** The best of the places tried, all at least 0. */
    double maximise(DoubleUnaryOperator objective) {
        double best = 0;
        double most = objective.applyAsDouble(0);
        double stride = step;
        double place = 0;
        boolean growing = true;
        for (int trial = 1; trial < trials; trial++) {
            place =
                    growing || search == Search.UPWARD
                            ? best + stride
                            : across(place, best, stride);
            double value = objective.applyAsDouble(place);
            boolean better = value > most * (1 + ROUNDING);
            if (better) {
                best = place;
                most = value;
            }
            growing &= better;
            stride *= growing ? 2 : SHRINKING;
        }
        return best;
    }

    private static double across(double place, double best, double stride) {
        if (place < best) {
            return place + stride;
        }
        double next = place - stride;
        while (next < 0) {
            next = (next + place) / 2;
        }
        return next;
    }
}
