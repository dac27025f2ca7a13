package bft.experiments.lab;

import bft.experiments.record.Series;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run came to: all that tables, expectations and plots need of it.
 *
 * @param measures by name
 * @param curves by name, over rounds
 * @param staleness how many counted gradients were k versions old, by k
 * @param trust for each worker its share of the weight in each stretch of the run
 * @param failure why it ended early; empty if it did not
 */
public record RunOutcome(
        Map<String, Double> measures,
        List<Series> curves,
        List<Long> staleness,
        List<List<Double>> trust,
        String failure) {

    /** One that has measures only. */
    static RunOutcome of(Map<String, Double> measures) {
        return new RunOutcome(measures, List.of(), List.of(), List.of(), "");
    }

    /** A measure; NaN if it was not taken. */
    public double measure(String name) {
        return measures.getOrDefault(name, Double.NaN);
    }

    /** The curve of that name, if there is one. */
    public Optional<Series> curve(String name) {
        return curves.stream().filter(curve -> curve.name().equals(name)).findFirst();
    }
}
