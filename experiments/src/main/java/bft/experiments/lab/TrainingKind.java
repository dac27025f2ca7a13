package bft.experiments.lab;

import static bft.experiments.run.RunSettings.ATTACK;
import static bft.experiments.run.RunSettings.ATTACKERS;
import static bft.experiments.run.RunSettings.BEHAVIOUR;
import static bft.experiments.run.RunSettings.ENGINE;
import static bft.experiments.run.RunSettings.RESTART;
import static bft.server.config.ServerSettings.WORKERS;
import static bft.worker.settings.WorkerSettings.BATCH;
import static bft.worker.settings.WorkerSettings.DATA;
import static bft.worker.settings.WorkerSettings.LOCAL;
import static bft.worker.settings.WorkerSettings.SEED;

import bft.experiments.engine.Runs;
import bft.experiments.record.DataNotes;
import bft.experiments.record.RunRecords;
import bft.experiments.run.Engine;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.experiments.run.RunSettings;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import bft.worker.training.LocalMethods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Trains a model at each point. */
public final class TrainingKind implements ExperimentKind {
    private static final SettingList SETTINGS = RunSettings.ALL.without(SEED, RESTART);

    private final SettingValues defaults;
    private final boolean readsData;
    private final Splits splits = new Splits();

    /**
     * @param defaults values of settings that a point does not set
     * @param readsData whether a check reads the data, which takes a while
     */
    TrainingKind(SettingValues defaults, boolean readsData) {
        this.defaults = defaults;
        this.readsData = readsData;
    }

    @Override
    public SettingList settings() {
        return SETTINGS;
    }

    @Override
    public List<String> measures() {
        return Measures.TRAINING.names();
    }

    @Override
    public void check(SettingValues settings) {
        RunConfig config = config(settings);
        config.check();
        config.requireFits(engine(settings));
        if (readsData) {
            readData(config);
        }
    }

    private void readData(RunConfig config) {
        try {
            config.load(splits.of(config.values()));
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(
                    "data '%s': %s".formatted(config.get(DATA), e.getCause()), e);
        }
    }

    /** Separate processes use every core. */
    @Override
    public boolean runsAlone(SettingValues settings) {
        return engine(settings) != Engine.SIMULATION;
    }

    private Engine engine(SettingValues settings) {
        return settings.over(defaults).find(ENGINE).orElse(Engine.SIMULATION);
    }

    /** Without attackers the attack has no effect. */
    @Override
    public SettingValues canonical(SettingValues settings) {
        return settings.get(ATTACKERS) == 0 ? settings.without(ATTACK, BEHAVIOUR) : settings;
    }

    @Override
    public long cost(SettingValues settings) {
        RunConfig config = config(settings);
        return config.rounds() * roundCost(config);
    }

    /** A round costs the gradients of each worker, and a fixed amount for each of them. */
    private static long roundCost(RunConfig config) {
        long gradients = LocalMethods.gradientsEach(config.get(LOCAL));
        return config.get(WORKERS) * gradients * (8 + config.get(BATCH));
    }

    @Override
    public RunOutcome run(SettingValues settings, long seed, Path directory, LongConsumer work)
            throws IOException, InterruptedException {
        RunConfig config = config(settings.with(SEED, seed));
        LoadedRun loaded = config.load(splits.of(config.values()));
        DataNotes.write(
                directory,
                Stream.concat(loaded.dataNotes().stream(), loaded.advice().stream()).toList());
        try (var records = new RunRecords(directory)) {
            var recorder = new RunRecorder(loaded, records, () -> work.accept(roundCost(config)));
            Optional<String> failure = Runs.run(engine(settings), loaded, directory, recorder);
            return recorder.outcome(failure);
        }
    }

    private RunConfig config(SettingValues settings) {
        return RunConfig.of(settings.over(defaults), splits::of);
    }
}
