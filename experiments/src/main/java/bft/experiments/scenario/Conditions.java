package bft.experiments.scenario;

/**
 * What a run suffers that nobody in it decides: only a simulation can impose it. Times are in
 * seconds of the simulation.
 *
 * @param compute how long a worker takes for a gradient
 * @param delay how long a message takes
 * @param loss share of the messages that never arrive, in [0, 1)
 * @param staleness how many versions a gradient's base lies behind, if that is drawn, or {@link
 *     #AS_IT_COMES}
 * @param faults crashes, pauses and partitions, or {@link #NO_FAULTS}
 */
public record Conditions(
        String compute, String delay, double loss, String staleness, String faults) {
    /** A gradient is as stale as it got on its way. */
    public static final String AS_IT_COMES = "none";

    /** Nothing breaks. */
    public static final String NO_FAULTS = "none";

    /** All workers are equally fast, and nothing is delayed, lost or broken. */
    public static final Conditions EQUAL =
            new Conditions("constant:value=1", "constant:value=0", 0, AS_IT_COMES, NO_FAULTS);

    public Conditions {
        if (!(loss >= 0 && loss < 1)) {
            throw new IllegalArgumentException("loss must be in [0, 1), got " + loss);
        }
    }
}
