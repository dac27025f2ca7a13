package bft.attacks.line;

import bft.aggregation.AggregationRule;
import bft.attacks.AdversaryView;
import java.util.function.DoubleUnaryOperator;

/**
 * The factor that moves the result of the rule in use farthest from the honest mean, as a whole or
 * along the line, found by trials.
 *
 * <p>From 0 it increases by a step that doubles as long as the damage grows; then the step shrinks
 * by 0.8 for each further trial. {@link Search#UPWARD} then tries only beyond the best so far
 * (ByzFL, for its Opt-ALIE and Opt-IPM); {@link Search#BOTH} moves back and forth across it,
 * reflected at 0 (ByzantineMomentum). Values that are equal up to rounding do not count as better,
 * since a rule that rejects or clips the forged vectors gives a plateau.
 *
 * <p>El Mhamdi, Guerraoui, Rouault, "Distributed momentum for Byzantine-resilient stochastic
 * gradient descent", ICLR 2021, section 4. If the honest vectors are not known, the adversary's own
 * vectors, repeated, are used. Cost: one aggregation of n vectors for each trial.
 *
 * <p>As a whole, a rejected vector counts as damage through the honest row that a rule such as Krum
 * chooses instead. Along the line, it does not: that is what El Mhamdi, Guerraoui, Rouault, "The
 * hidden vulnerability of distributed learning in Byzantium", ICML 2018, ask of one coordinate.
 *
 * @param search how it continues after the first worse trial
 * @param goal what is to be large
 * @param trials evaluations of the rule, the one at 0 included, at least 1
 * @param step the first step, above 0
 * @param mirrored whether trials are on the other side of the line's start, although the vectors
 *     are then built on this side: ByzantineMomentum does this with a negative factor
 */
public record TunedFactor(Search search, Goal goal, int trials, double step, boolean mirrored)
        implements Factor {
    private static final double SHRINKING = 0.8;

    /** Tolerance below which results of single-precision rows count as equal. */
    private static final double ROUNDING = 2e-7;

    /** How a search continues after the first trial that is not better. */
    public enum Search {
        UPWARD,
        BOTH
    }

    /** What is to be large. */
    public enum Goal {
        /** The distance of the result from the honest mean. */
        DISTANCE,

        /** The distance along the line, on the side of the trials. */
        SHIFT
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
        return goal == Goal.DISTANCE
                ? maximise(t -> trial.damage(line.at(side * t)))
                : maximise(t -> side * trial.shift(line.at(side * t), line.direction()));
    }

    /** The best of the factors tried, all at least 0. */
    double maximise(DoubleUnaryOperator objective) {
        double best = 0;
        double most = objective.applyAsDouble(0);
        double stride = step;
        double position = 0;
        boolean growing = true;
        for (int trial = 1; trial < trials; trial++) {
            position =
                    growing || search == Search.UPWARD
                            ? best + stride
                            : across(position, best, stride);
            double value = objective.applyAsDouble(position);
            boolean better = value > most * (1 + ROUNDING);
            if (better) {
                best = position;
                most = value;
            }
            growing &= better;
            stride *= growing ? 2 : SHRINKING;
        }
        return best;
    }

    private static double across(double position, double best, double stride) {
        if (position < best) {
            return position + stride;
        }
        double next = position - stride;
        while (next < 0) {
            next = (next + position) / 2;
        }
        return next;
    }
}
