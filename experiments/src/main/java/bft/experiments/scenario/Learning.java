package bft.experiments.scenario;

import bft.server.core.Training;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ParameterLayout;

/**
 * How aggregates become models.
 *
 * @param optimiser such as {@code momentum:beta=0.9}
 * @param schedule of the learning rate, such as {@code constant:rate=0.1}
 * @param rounds model updates, at least 1
 * @param evaluateEvery rounds between two measurements of the accuracy, at least 1; the last model
 *     is always measured
 */
public record Learning(String optimiser, String schedule, long rounds, long evaluateEvery) {
    public Learning {
        if (rounds < 1 || evaluateEvery < 1) {
            throw new IllegalArgumentException(
                    "rounds and eval-every must be at least 1, got rounds=%s, eval-every=%s"
                            .formatted(rounds, evaluateEvery));
        }
    }

    /** Whether this version is measured. */
    public boolean isEvaluated(long version) {
        return version % evaluateEvery == 0 || version == rounds;
    }

    /**
     * The same for the server.
     *
     * @param layout of the model's parameters
     * @throws IllegalArgumentException if there is no such optimiser or schedule
     */
    Training training(ParameterLayout layout, long seed) {
        var rate = Optimisers.schedule(schedule);
        return new Training(Optimisers.of(optimiser, rate).over(layout), rounds, seed);
    }
}
