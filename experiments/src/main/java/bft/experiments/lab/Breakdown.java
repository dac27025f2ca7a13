package bft.experiments.lab;

import static bft.experiments.run.RunSettings.ATTACKERS;
import static bft.experiments.run.RunSettings.EVAL_EVERY;
import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.RULE;
import static bft.server.config.ServerSettings.WORKERS;

import bft.spec.BadArgument;
import bft.worker.config.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Finds by bisection how many Byzantine workers of n a rule tolerates: the largest f, declared and
 * attacking, at which the final accuracy is at least a share of the accuracy of the mean without
 * attackers. It assumes that more attackers are worse than fewer; the trials show whether that
 * holds.
 */
public final class Breakdown {
    private final ExperimentKind kind;
    private final SettingValues settings;
    private final double share;
    private final Path directory;

    /**
     * The result for one seed.
     *
     * @param tolerated the largest f that the rule tolerated, 0 if none
     * @param reference accuracy without attackers
     * @param trials accuracy at each f that was tried
     */
    public record Found(long seed, int tolerated, double reference, Map<Integer, Double> trials) {}

    /**
     * @param settings of the runs, with rule and attack, but without byzantine, attackers and
     *     eval-every; only the last model is measured
     * @param share of the reference that must be reached, in (0, 1]
     * @param directory for the records of the runs
     * @throws IllegalArgumentException if the share is outside of (0, 1], or settings are not
     *     admissible
     */
    public Breakdown(ExperimentKind kind, SettingValues settings, double share, Path directory) {
        BadArgument.when(!(share > 0 && share <= 1))
                .because("share must be in (0, 1], got %s", share);
        kind.check(reference(settings));
        this.kind = kind;
        this.settings = settings.with(EVAL_EVERY, Integer.MAX_VALUE);
        this.share = share;
        this.directory = directory;
    }

    private static SettingValues reference(SettingValues settings) {
        return attacked(settings, 0).with(RULE, "mean");
    }

    private static SettingValues attacked(SettingValues settings, int f) {
        return settings.with(BYZANTINE, f).with(ATTACKERS, f);
    }

    /**
     * The largest f that the rule admits for this number of workers, at most n-1.
     *
     * @throws IllegalArgumentException if it admits no Byzantine worker
     */
    public int largestAdmissible() {
        int largest = 0;
        for (int f = 1; f < settings.get(WORKERS); f++) {
            try {
                kind.check(attacked(settings, f));
            } catch (IllegalArgumentException e) {
                if (f == 1) {
                    throw e;
                }
                break;
            }
            largest = f;
        }
        return largest;
    }

    /**
     * Bisects with each of the seeds.
     *
     * @param threads how many at once, at least 1
     * @return in the order of the seeds
     */
    public List<Found> find(List<Long> seeds, int threads)
            throws IOException, InterruptedException {
        return Parallel.run(
                seeds.stream().map(seed -> (Callable<Found>) () -> find(seed)).toList(), threads);
    }

    private Found find(long seed) throws IOException, InterruptedException {
        double reference = accuracy(reference(settings), 0, seed);
        Map<Integer, Double> trials = new TreeMap<>();
        int tolerated = 0;
        int broken = largestAdmissible() + 1;
        while (broken - tolerated > 1) {
            int f = (tolerated + broken) >>> 1;
            double accuracy = accuracy(attacked(settings, f), f, seed);
            trials.put(f, accuracy);
            if (accuracy >= share * reference) {
                tolerated = f;
            } else {
                broken = f;
            }
        }
        return new Found(seed, tolerated, reference, trials);
    }

    private double accuracy(SettingValues run, int f, long seed)
            throws IOException, InterruptedException {
        Path records = Files.createDirectories(directory.resolve("f=" + f + ",seed=" + seed));
        return kind.run(run, seed, records, work -> {}).measure("final");
    }
}
