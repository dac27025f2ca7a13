package bft.server.metrics;

import bft.aggregation.engine.RowReport;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The outcome of one worker's gradient in a step.
 *
 * @param worker its index
 * @param weight the weight that the rule gave it
 * @param score by which the rule ranked it, low is good; NaN for rules that do not rank
 * @param distance Euclidean distance to the aggregate
 * @param staleness how many versions the base of its newest gradient was behind the newest version
 * @param dampening weight of that gradient before the rule: 1 unless it was dampened, 0 if a filter
 *     refused it but it still counts
 * @param excluded why the rule excluded it, as text; empty if it counted
 * @param copied what it nearly repeats, as text, if the job checks that; evidence only
 * @param localSteps how many the worker says that it made, if it says so; it changes no weight
 */
public record GradientReport(
        int worker,
        double weight,
        double score,
        double distance,
        long staleness,
        double dampening,
        Optional<String> excluded,
        Optional<String> copied,
        OptionalInt localSteps) {
    /** The report of a worker that says nothing of its steps. */
    public GradientReport(
            int worker,
            double weight,
            double score,
            double distance,
            long staleness,
            double dampening,
            Optional<String> excluded,
            Optional<String> copied) {
        this(
                worker,
                weight,
                score,
                distance,
                staleness,
                dampening,
                excluded,
                copied,
                OptionalInt.empty());
    }

    /** The same of a worker that says how many steps it made, if it does. */
    public GradientReport with(OptionalInt steps) {
        return new GradientReport(
                worker, weight, score, distance, staleness, dampening, excluded, copied, steps);
    }

    /** The report of this worker's row. */
    public static GradientReport of(
            int worker, RowReport row, long staleness, double dampening, Optional<String> copied) {
        return new GradientReport(
                worker,
                row.weight(),
                row.score(),
                row.distance(),
                staleness,
                dampening,
                row.excluded(),
                copied);
    }
}
