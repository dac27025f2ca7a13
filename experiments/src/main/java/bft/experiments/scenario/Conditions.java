package bft.experiments.scenario;

/**
 * What a run suffers that nobody in it decides: only a simulation can impose it. Times are {@link
 * Distribution}s of seconds in the simulation.
 *
 * @param compute how long a worker takes for a gradient
 * @param delay how long a message takes
 * @param step how long the server takes from gradients to the next version
 * @param loss share of the messages that never arrive, in [0, 1); whoever waits for an answer asks
 *     again after five seconds
 * @param staleness {@link Distribution} of the versions that a gradient's base lies behind; then
 *     arrivals are drawn too, each of any worker with equal chance. {@link #NONE}: a gradient is as
 *     stale as it got on its way
 * @param faults {@link Fault}s, or {@link #NONE}
 */
public record Conditions(
        String compute, String delay, String step, double loss, String staleness, String faults) {
    /** No drawn staleness, no faults. */
    public static final String NONE = "none";

    /** All workers are equally fast, and nothing is delayed, lost or broken. */
    public static final Conditions EQUAL = new Conditions("1", "0", "0", 0, NONE, NONE);

    /**
     * @throws IllegalArgumentException naming the value and what is taken
     */
    public Conditions {
        Distribution.of(compute);
        Distribution.of(delay);
        Distribution.of(step);
        if (!staleness.equals(NONE)) {
            Distribution.of(staleness);
        }
        if (!(loss >= 0 && loss < 1)) {
            throw new IllegalArgumentException("loss must be in [0, 1), got " + loss);
        }
    }

    /** Whether staleness and arrivals are drawn. */
    public boolean drawsStaleness() {
        return !staleness.equals(NONE);
    }

    /** The same with drawn staleness. */
    public Conditions withStaleness(String distribution) {
        return new Conditions(compute, delay, step, loss, distribution, faults);
    }
}
