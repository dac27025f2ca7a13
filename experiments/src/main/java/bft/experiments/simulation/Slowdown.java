package bft.experiments.simulation;

import bft.experiments.run.Population;
import bft.experiments.run.RunConfig;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tally;
import java.util.SortedMap;

/**
 * How much a filter slows training down in comparison with accepting every gradient: SL, the share
 * of honest gradients that it accepts. For Kardam it lies between (n-2f)/(n-f) and (n-f)/n, the
 * first if f workers send a constant vector, whose Lipschitz coefficient is 0, and the second if
 * all are honest (Damaskinos et al., ICML 2018).
 *
 * @param n workers
 * @param f of them that may be Byzantine
 */
public record Slowdown(int n, int f) {
    /** What the workers do. */
    public enum Behaviour {
        /** All are honest. */
        NONE,
        /** The last f workers send their first gradient again and again. */
        CONSTANT
    }

    /** The lower bound of the theory. */
    public double least() {
        return (n - 2.0 * f) / (n - f);
    }

    /** The upper bound of the theory. */
    public double most() {
        return (n - (double) f) / n;
    }

    /**
     * Measures SL in virtual time, with workers that take exponentially distributed times.
     *
     * @param base the task, the filter, the number of versions, and the seed
     * @throws IllegalArgumentException if the filter does not admit n and f
     */
    public double measure(RunConfig base, Behaviour behaviour) {
        var config =
                base.with(
                        "workers=" + n,
                        "byzantine=" + f,
                        "attackers=" + (behaviour == Behaviour.NONE ? 0 : f),
                        "attack=sign-flip",
                        "behaviour=constant",
                        "compute=exponential:mean=1",
                        "mode=async");
        Population population = config.population();
        long[] taken = new long[1];
        long[] sent = new long[1];
        Simulation.run(
                config.load(),
                (round, model) -> {
                    SortedMap<Integer, Tally> honest = honest(round, population);
                    for (Tally tally : honest.values()) {
                        taken[0] += tally.acceptedCount();
                        sent[0] += tally.acceptedCount() + tally.refusedCount();
                    }
                });
        return taken[0] / (double) Math.max(1, sent[0]);
    }

    private static SortedMap<Integer, Tally> honest(RoundRecord round, Population population) {
        return round.tallies().headMap(population.honest());
    }
}
