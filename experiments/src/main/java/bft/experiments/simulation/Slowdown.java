package bft.experiments.simulation;

import bft.aggregation.admission.policy.Filters;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Conditions;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import java.util.SortedMap;

/**
 * How much slower a filter makes training than taking every gradient: SL, the share of honest
 * gradients that it takes. For Kardam's it lies between (n-2f)/(n-f) and (n-f)/n, the first where f
 * workers send a constant vector, whose Lipschitz coefficient is 0, and the second where all are
 * honest (Damaskinos et al., ICML 2018).
 *
 * @param n workers
 * @param f of them that may be Byzantine
 */
public record Slowdown(int n, int f) {
    /** What the workers do. */
    public enum Attack {
        /** All are honest. */
        NONE,
        /** The last f send their first gradient for ever. */
        CONSTANT
    }

    /** The least that the theory promises. */
    public double least() {
        return (n - 2.0 * f) / (n - f);
    }

    /** The most that it allows. */
    public double most() {
        return (n - (double) f) / n;
    }

    /**
     * Measures SL in virtual time, with workers that take exponentially distributed times.
     *
     * @param filter of asynchronous training, such as {@code kardam}
     * @param steps versions to be made
     * @throws IllegalArgumentException if the filter cannot be for n and f
     */
    public double measure(Task task, String filter, Attack attack, long steps, long seed) {
        Cohort cohort =
                attack == Attack.NONE || f == 0
                        ? Cohort.honest(n)
                        : new Cohort(n, f, "sign-flip", "constant");
        var scenario =
                new Scenario(
                        task,
                        cohort,
                        Defence.asynchronous(f, Filters.DEFAULT_RULE, filter),
                        new Learning("sgd", "0.1", steps, steps),
                        new Conditions("exponential:mean=1", "0", "0", 0, "none", "none"),
                        seed);
        long[] taken = new long[1];
        long[] sent = new long[1];
        Simulation.run(
                scenario.load(),
                (round, model) -> {
                    SortedMap<Integer, Tally> honest = honest(round, cohort);
                    for (Tally tally : honest.values()) {
                        taken[0] += tally.acceptedCount();
                        sent[0] += tally.acceptedCount() + tally.refusedCount();
                    }
                });
        return taken[0] / (double) Math.max(1, sent[0]);
    }

    private static SortedMap<Integer, Tally> honest(RoundRecord round, Cohort cohort) {
        return round.tallies().headMap(cohort.honest());
    }
}
