package bft.experiments.lab;

import bft.experiments.lab.expect.Expectation;
import bft.experiments.lab.expect.Space;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Results with chosen measures, so that expected values can be worked out by hand. */
public final class HandMade {
    private final List<String> measures;
    private final List<Axis> axes;
    private final List<Long> seeds;
    private final Map<String, Map<Long, RunOutcome>> byPoint = new LinkedHashMap<>();

    /**
     * @param seeds each point has an outcome for each
     * @param axes such as {@code f=1 2}
     */
    public HandMade(List<String> measures, List<Long> seeds, String... axes) {
        this.measures = measures;
        this.seeds = seeds;
        this.axes = Arrays.stream(axes).map(HandMade::axis).toList();
    }

    private static Axis axis(String words) {
        String[] parts = words.split("[= ]");
        return new Axis(
                parts[0],
                Arrays.stream(parts)
                        .skip(1)
                        .map(l -> new Axis.Value(l, SettingValues.NONE))
                        .toList());
    }

    /** One that has these measures only. */
    public static RunOutcome outcome(Map<String, Double> measures) {
        return outcome(measures, "");
    }

    /** One that has these measures and ended early. */
    public static RunOutcome outcome(Map<String, Double> measures, String failure) {
        return new RunOutcome(measures, List.of(), List.of(), List.of(), failure);
    }

    /** The outcomes of a point, one for each seed. */
    public HandMade at(String point, RunOutcome... outcomes) {
        Map<Long, RunOutcome> bySeed = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.length; i++) {
            bySeed.put(seeds.get(i), outcomes[i]);
        }
        byPoint.put(point, bySeed);
        return this;
    }

    /** The first measure at a point, one value for each seed. */
    public HandMade at(String point, double... values) {
        return at(
                point,
                Arrays.stream(values)
                        .mapToObj(value -> outcome(Map.of(measures.get(0), value)))
                        .toArray(RunOutcome[]::new));
    }

    public Results results(List<String> expectations, FigureRequest... figures) {
        Map<String, List<String>> labels = new LinkedHashMap<>();
        axes.forEach(axis -> labels.put(axis.name(), axis.labels()));
        var space = new Space(labels, measures);
        var experiment =
                new Experiment(
                        "made",
                        "Made by hand",
                        "",
                        new Unrun(measures),
                        axes,
                        Axis.points(SettingValues.NONE, axes),
                        seeds,
                        expectations.stream().map(text -> Expectation.of(text, space)).toList(),
                        List.of(figures),
                        "",
                        "title: Made by hand\n");
        return new Results(experiment, byPoint);
    }

    private record Unrun(List<String> measures) implements ExperimentKind {
        @Override
        public SettingList settings() {
            return SettingList.of();
        }

        @Override
        public void check(SettingValues settings) {}

        @Override
        public SettingValues canonical(SettingValues settings) {
            return settings;
        }

        @Override
        public long cost(SettingValues settings) {
            return 1;
        }

        @Override
        public RunOutcome run(
                SettingValues settings, long seed, Path directory, LongConsumer work) {
            throw new IllegalStateException("its results are made by hand");
        }
    }
}
