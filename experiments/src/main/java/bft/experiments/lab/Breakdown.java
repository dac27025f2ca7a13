package bft.experiments.lab;

import static bft.experiments.run.RunSettings.ATTACKERS;
import static bft.experiments.run.RunSettings.EVAL_EVERY;
import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.RULE;
import static bft.server.config.ServerSettings.WORKERS;

import bft.worker.config.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Finds by bisection how many Byzantine workers of n a rule bears: the largest f, declared and
 * attacking, with which the final accuracy is at least a share of the one that the mean reaches
 * without any. More attackers are taken to be worse than fewer; the trials are there to tell.
 */
public final class Breakdown {
    private final ExperimentKind kind;
    private final SettingValues settings;
    private final double share;
    private final Path directory;

    /**
     * With one seed.
     *
     * @param tolerated the largest f that was borne, 0 if none was
     * @param reference accuracy without attackers
     * @param trials accuracy by f, of those that were tried
     */
    public record Found(long seed, int tolerated, double reference, Map<Integer, Double> trials) {}

    /**
     * @param settings of the runs but byzantine, attackers and eval-every, the rule and the attack
     *     among them; only the last model is measured
     * @param share of the reference that must be reached, in (0, 1]
     * @param directory for the records of the runs
     * @throws IllegalArgumentException if the share is none, or settings are not admissible
     */
    public Breakdown(ExperimentKind kind, SettingValues settings, double share, Path directory) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be in (0, 1], got " + share);
        }
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
     * The largest f that the rule admits with so many workers, at most n-1.
     *
     * @throws IllegalArgumentException if it does not admit even one
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
        int borne = 0;
        int broken = largestAdmissible() + 1;
        while (broken - borne > 1) {
            int f = (borne + broken) >>> 1;
            double accuracy = accuracy(attacked(settings, f), f, seed);
            trials.put(f, accuracy);
            if (accuracy >= share * reference) {
                borne = f;
            } else {
                broken = f;
            }
        }
        return new Found(seed, borne, reference, trials);
    }

    private double accuracy(SettingValues run, int f, long seed)
            throws IOException, InterruptedException {
        Path place = Files.createDirectories(directory.resolve("f=" + f + ",seed=" + seed));
        return kind.run(run, seed, place, work -> {}).measure("final");
    }
}
