package bft.experiments.lab;

import bft.aggregation.admission.policy.Filters;
import bft.experiments.record.DataNotes;
import bft.experiments.record.RunRecords;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Conditions;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.worker.training.Batches;
import bft.worker.training.LocalMethods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Trains a model at each point. */
public final class Training implements Experiment {
    private static final List<String> KEYS =
            List.of(
                    "data",
                    "model",
                    "partition",
                    "batch",
                    "sampling",
                    "local",
                    "codec",
                    "n",
                    "byzantine",
                    "attack",
                    "behaviour",
                    "f",
                    "rule",
                    "mode",
                    "filter",
                    "max-staleness",
                    "optimiser",
                    "schedule",
                    "rounds",
                    "eval-every",
                    "compute",
                    "delay",
                    "step",
                    "loss",
                    "staleness",
                    "faults",
                    Engine.KEY);

    private final Path dataDirectory;
    private final Engine engine;
    private final boolean readsData;
    private final Splits splits = new Splits();

    /**
     * @param dataDirectory where the files of named data sets are
     * @param engine of runs whose settings name none
     * @param readsData whether a check reads the data, which takes a while
     */
    Training(Path dataDirectory, Engine engine, boolean readsData) {
        this.dataDirectory = dataDirectory;
        this.engine = engine;
        this.readsData = readsData;
    }

    @Override
    public List<String> keys() {
        return KEYS;
    }

    @Override
    public List<String> measures() {
        return Tally.MEASURES;
    }

    @Override
    public void check(Settings settings) {
        Scenario scenario = scenario(settings, 0);
        scenario.check();
        engine(settings).check(scenario);
        if (readsData) {
            readData(scenario);
        }
    }

    private void readData(Scenario scenario) {
        try {
            scenario.load(splits.of(scenario));
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(
                    "data '%s': %s".formatted(scenario.task().data(), e.getCause()), e);
        }
    }

    /** The one that the settings name, else the one of the call. */
    private Engine engine(Settings settings) {
        return Engine.of(settings.text(Engine.KEY, engine.toString()));
    }

    /** Where nobody attacks, nobody's attack matters. */
    @Override
    public Settings canonical(Settings settings) {
        return settings.integer("byzantine", 0) == 0
                ? settings.without("attack", "behaviour")
                : settings;
    }

    @Override
    public long cost(Settings settings) {
        return scenario(settings, 0).learning().rounds() * roundCost(settings);
    }

    /** A round costs a gradient of each worker, and something for each worker besides. */
    private static long roundCost(Settings settings) {
        return (long) settings.integer("n", 1) * (8 + settings.integer("batch", 32));
    }

    @Override
    public Outcome run(Settings settings, long seed, Path directory, LongConsumer work)
            throws IOException, InterruptedException {
        Scenario scenario = scenario(settings, seed);
        LoadedScenario loaded = scenario.load(splits.of(scenario));
        DataNotes.write(directory, loaded.dataNotes());
        try (var records = new RunRecords(directory)) {
            var course = new Course(loaded, records, () -> work.accept(roundCost(settings)));
            Optional<String> failure = engine(settings).run(loaded, directory, course);
            return course.outcome(failure);
        }
    }

    private Scenario scenario(Settings s, long seed) {
        int byzantine = s.integer("byzantine", 0);
        var task =
                new Task(
                        s.text("data", "built-in"),
                        dataDirectory,
                        s.text("model", "softmax"),
                        s.text("partition", "random"),
                        s.integer("batch", 32),
                        s.text("sampling", Batches.WITH_REPLACEMENT),
                        s.text("local", LocalMethods.NONE),
                        s.text("codec", Task.EXACT));
        var cohort =
                Cohort.of(
                        s.integer("n", 10),
                        byzantine,
                        s.text("attack", "sign-flip"),
                        s.text("behaviour", Cohort.PUNCTUAL));
        String mode = s.text("mode", Defence.ROUNDS);
        String usual = Defence.judgesEach(mode) ? Filters.DEFAULT_RULE : "mean";
        var defence =
                new Defence(
                        s.integer("f", byzantine),
                        s.text("rule", usual),
                        mode,
                        s.text("filter", ""),
                        s.integer("max-staleness", 0));
        int rounds = s.integer("rounds", 100);
        var learning =
                new Learning(
                        s.text("optimiser", "sgd"),
                        s.text("schedule", "0.1"),
                        rounds,
                        s.integer("eval-every", Math.max(1, rounds / 20)));
        Conditions equal = Conditions.EQUAL;
        var conditions =
                new Conditions(
                        s.text("compute", equal.compute()),
                        s.text("delay", equal.delay()),
                        s.text("step", equal.step()),
                        s.number("loss", equal.loss()),
                        s.text("staleness", equal.staleness()),
                        s.text("faults", equal.faults()));
        return new Scenario(task, cohort, defence, learning, conditions, seed);
    }
}
