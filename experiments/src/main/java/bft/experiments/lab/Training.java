package bft.experiments.lab;

import static bft.experiments.scenario.RunSettings.ATTACK;
import static bft.experiments.scenario.RunSettings.ATTACKERS;
import static bft.experiments.scenario.RunSettings.BEHAVIOUR;
import static bft.experiments.scenario.RunSettings.ENGINE;
import static bft.experiments.scenario.RunSettings.RESTART;
import static bft.server.config.ServerSettings.ROUNDS;
import static bft.server.config.ServerSettings.WORKERS;
import static bft.worker.settings.WorkerSettings.BATCH;
import static bft.worker.settings.WorkerSettings.DATA;
import static bft.worker.settings.WorkerSettings.SEED;

import bft.experiments.engine.Runs;
import bft.experiments.record.DataNotes;
import bft.experiments.record.RunRecords;
import bft.experiments.scenario.Engine;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.RunSettings;
import bft.experiments.scenario.Scenario;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Trains a model at each point. */
public final class Training implements Experiment {
    private static final SettingList SETTINGS = RunSettings.ALL.without(SEED, RESTART);

    private final SettingValues usual;
    private final boolean readsData;
    private final Splits splits = new Splits();

    /**
     * @param usual what holds where a point says nothing
     * @param readsData whether a check reads the data, which takes a while
     */
    Training(SettingValues usual, boolean readsData) {
        this.usual = usual;
        this.readsData = readsData;
    }

    @Override
    public SettingList settings() {
        return SETTINGS;
    }

    @Override
    public List<String> measures() {
        return Tally.MEASURES;
    }

    @Override
    public void check(SettingValues settings) {
        Scenario scenario = scenario(settings);
        scenario.check();
        scenario.requireFits(engine(settings));
        if (readsData) {
            readData(scenario);
        }
    }

    private void readData(Scenario scenario) {
        try {
            scenario.load(splits.of(scenario));
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(
                    "data '%s': %s".formatted(scenario.get(DATA), e.getCause()), e);
        }
    }

    /** Processes of their own use every core. */
    @Override
    public boolean runsAlone(SettingValues settings) {
        return engine(settings) != Engine.SIMULATION;
    }

    private Engine engine(SettingValues settings) {
        return settings.over(usual).find(ENGINE).orElse(Engine.SIMULATION);
    }

    /** Where nobody attacks, nobody's attack matters. */
    @Override
    public SettingValues canonical(SettingValues settings) {
        return settings.get(ATTACKERS) == 0 ? settings.without(ATTACK, BEHAVIOUR) : settings;
    }

    @Override
    public long cost(SettingValues settings) {
        return settings.get(ROUNDS) * roundCost(settings);
    }

    /** A round costs a gradient of each worker, and something for each worker besides. */
    private static long roundCost(SettingValues settings) {
        return (long) settings.get(WORKERS) * (8 + settings.get(BATCH));
    }

    @Override
    public Outcome run(SettingValues settings, long seed, Path directory, LongConsumer work)
            throws IOException, InterruptedException {
        Scenario scenario = scenario(settings.with(SEED, seed));
        LoadedScenario loaded = scenario.load(splits.of(scenario));
        DataNotes.write(directory, loaded.dataNotes());
        try (var records = new RunRecords(directory)) {
            var course = new Course(loaded, records, () -> work.accept(roundCost(settings)));
            Optional<String> failure = Runs.run(engine(settings), loaded, directory, course);
            return course.outcome(failure);
        }
    }

    private Scenario scenario(SettingValues settings) {
        return new Scenario(settings.over(usual));
    }
}
