package bft.experiments.lab;

import bft.worker.config.SettingValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;

/**
 * Runs every point of a suite with every seed, several at once, each in one thread. Runs that are
 * in the directory already are not run again, and points that differ in nothing share their run.
 */
public final class Sweep {
    private final Experiment experiment;
    private final SweepDirectory directory;
    private final Progress progress;

    /** Who hears how far it is; from any thread. */
    public interface Progress {
        /** Before the first run: the work to be done, and that of it which is done already. */
        void begins(long work, long done);

        /** Some more of it has been done. */
        void worked(long work);

        /** A run has ended. */
        void ended(String run, RunOutcome outcome);
    }

    /** Runs may have the same settings at several points, and have the name of the first. */
    private record Run(String name, SettingValues settings, long seed) {}

    private record Key(SettingValues settings, long seed) {}

    public Sweep(Experiment experiment, SweepDirectory directory, Progress progress) {
        this.experiment = experiment;
        this.directory = directory;
        this.progress = progress;
    }

    /**
     * Runs what has not been run.
     *
     * @param threads how many at once, at least 1
     */
    public Results run(int threads) throws IOException, InterruptedException {
        Map<Key, Run> runs = runs();
        List<Run> open = new ArrayList<>();
        long done = 0;
        for (Run run : runs.values()) {
            if (directory.has(run.name())) {
                done += cost(run);
            } else {
                open.add(run);
            }
        }
        progress.begins(done + open.stream().mapToLong(this::cost).sum(), done);
        Parallel.run(
                open.stream().map(run -> (Callable<Void>) () -> finish(run)).toList(), threads);
        return results(runs);
    }

    private long cost(Run run) {
        return experiment.kind().cost(run.settings());
    }

    private Map<Key, Run> runs() {
        Map<Key, Run> runs = new LinkedHashMap<>();
        for (GridPoint point : experiment.points()) {
            SettingValues settings = experiment.kind().canonical(point.settings());
            for (long seed : experiment.seeds()) {
                String name = point.name() + ",seed=" + seed;
                runs.putIfAbsent(new Key(settings, seed), new Run(name, settings, seed));
            }
        }
        return runs;
    }

    private Void finish(Run run) throws IOException, InterruptedException {
        LongConsumer work = progress::worked;
        RunOutcome outcome =
                directory.run(
                        run.name(),
                        place -> experiment.kind().run(run.settings(), run.seed(), place, work));
        progress.ended(run.name(), outcome);
        return null;
    }

    private Results results(Map<Key, Run> runs) throws IOException {
        Map<String, RunOutcome> byRun = new LinkedHashMap<>();
        for (Run run : runs.values()) {
            byRun.put(run.name(), directory.read(run.name()));
        }
        Map<String, Map<Long, RunOutcome>> byPoint = new LinkedHashMap<>();
        for (GridPoint point : experiment.points()) {
            SettingValues settings = experiment.kind().canonical(point.settings());
            Map<Long, RunOutcome> bySeed = new LinkedHashMap<>();
            for (long seed : experiment.seeds()) {
                bySeed.put(seed, byRun.get(runs.get(new Key(settings, seed)).name()));
            }
            byPoint.put(point.name(), bySeed);
        }
        return new Results(experiment, byPoint);
    }
}
