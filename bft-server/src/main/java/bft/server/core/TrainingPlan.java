package bft.server.core;

import bft.server.optimiser.Optimiser;
import bft.spec.BadArgument;

/**
 * How aggregates become versions, and how many.
 *
 * @param optimiser with its learning rate
 * @param rounds the version at which the job ends, at least 1
 * @param seed decides every random choice of the rule
 */
public record TrainingPlan(Optimiser optimiser, long rounds, long seed) {
    public TrainingPlan {
        BadArgument.when(rounds < 1).because("rounds must be >= 1, got %s", rounds);
    }
}
