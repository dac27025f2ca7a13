package bft.experiments.lab;

import bft.experiments.record.Series;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The outcome of one run: all that tables, expectations and plots need.
 *
 * @param measures by name
 * @param curves by name, over rounds
 * @param staleness the number of accepted gradients that were k versions old, by k
 * @param trust for each worker its share of the weight in each segment of the run
 * @param failure why it ended early; empty if it did not
 */
public record RunOutcome(
        Map<String, Double> measures,
        List<Series> curves,
        List<Long> staleness,
        List<List<Double>> trust,
        String failure) {

    /** An outcome that has measures only. */
    static RunOutcome of(Map<String, Double> measures) {
        return new RunOutcome(measures, List.of(), List.of(), List.of(), "");
    }

    /** A measure; NaN if it was not taken. */
    public double measure(String name) {
        return measures.getOrDefault(name, Double.NaN);
    }

    /** The curve of that name, if it exists. */
    public Optional<Series> curve(String name) {
        return curves.stream().filter(curve -> curve.name().equals(name)).findFirst();
    }
}
