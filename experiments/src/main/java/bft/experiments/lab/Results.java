package bft.experiments.lab;

import bft.experiments.lab.expect.Expectation;
import bft.experiments.lab.expect.ExpectationVerdict;
import java.util.List;
import java.util.Map;

/**
 * The results of a sweep.
 *
 * @param byPoint outcomes by name of the point and by seed, in the order of the experiment
 */
public record Results(Experiment experiment, Map<String, Map<Long, RunOutcome>> byPoint) {

    /** The verdict on each expectation, in the order of the experiment. */
    public List<ExpectationVerdict> verdicts() {
        Expectation.MeasureLookup figures =
                (labels, measure, seed) -> at(ordered(labels)).get(seed).measure(measure);
        return experiment.expectations().stream()
                .map(e -> e.judge(experiment.seeds(), figures))
                .toList();
    }

    /** The outcomes of a point by seed. */
    public Map<Long, RunOutcome> at(String point) {
        return byPoint.get(point);
    }

    /** A measure of a point, one value for each seed. */
    public double[] measured(String point, String measure) {
        return at(point).values().stream().mapToDouble(o -> o.measure(measure)).toArray();
    }

    private String ordered(Map<String, String> labels) {
        return experiment.points().stream()
                .filter(point -> point.labels().equals(labels))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no point " + labels))
                .name();
    }
}
