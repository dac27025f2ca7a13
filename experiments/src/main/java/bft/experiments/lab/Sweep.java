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
 * Runs every point of an experiment with every seed, several at once, each in one thread. Runs that
 * are already in the directory are not repeated, and points with the same settings share a run.
 */
public record Sweep(Experiment experiment, SweepDirectory directory, Progress progress) {
    /** Is notified of the progress, from any thread. */
    public interface Progress {
        /** Before the first run: the total work, and the part that is already done. */
        void begins(long work, long done);

        /** Some more of it has been done. */
        void worked(long work);

        /** A run has ended. */
        void ended(String run, RunOutcome outcome);
    }

    /** A run of several points with the same settings has the name of the first. */
    private record Run(String name, SettingValues settings, long seed) {}

    private record Key(SettingValues settings, long seed) {}

    /**
     * Carries out the runs that are not in the directory.
     *
     * @param threads number of runs at once, at least 1
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
                        records ->
                                experiment.kind().run(run.settings(), run.seed(), records, work));
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
