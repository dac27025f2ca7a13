package bft.server.metrics;

import bft.aggregation.engine.RowReport;
import java.util.Optional;

/**
 * What became of one worker's row in a step.
 *
 * @param worker its index
 * @param weight how much it counted, as the rule says
 * @param score what the rule ranked it by, low is good; NaN for rules that do not rank
 * @param distance Euclidean distance to the aggregate
 * @param staleness versions that the base of its newest gradient lay behind the newest version
 * @param dampening what that gradient counted before the rule, 1 unless it was dampened, 0 if a
 *     filter refused it and it counts all the same
 * @param excluded why the rule left it out, in words; empty if it counted
 */
public record GradientReport(
        int worker,
        double weight,
        double score,
        double distance,
        long staleness,
        double dampening,
        Optional<String> excluded) {
    /** The report of the row that was this worker's. */
    public static GradientReport of(int worker, RowReport row, long staleness, double dampening) {
        return new GradientReport(
                worker,
                row.weight(),
                row.score(),
                row.distance(),
                staleness,
                dampening,
                row.excluded());
    }
}
