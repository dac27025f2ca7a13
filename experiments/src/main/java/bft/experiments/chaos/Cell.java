package bft.experiments.chaos;

import bft.experiments.run.LoadedRun;
import bft.spec.Entry;
import bft.spec.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** One hostility against one job. */
final class Cell {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int END_SECONDS = 30;
    private static final double MOST_POINTS = 3;
    private static final long MORE_HEAP = 24_000_000;
    private static final long MORE_DIRECT = 48_000_000;
    private static final int MORE_THREADS = 24;

    /** A server that finished, and could not write all its files. */
    private static final int FILES_LOST = 4;

    private static final Usage UNKNOWN = new Usage(0, 0, 0, 0);

    private final Entry<Hostility> entry;
    private final Hostility hostility;
    private final Job job;
    private final LoadedRun loaded;
    private final List<String> problems = new ArrayList<>();
    private Usage before = UNKNOWN;
    private Usage after = UNKNOWN;
    private String named = "";

    Cell(Entry<Hostility> entry, Job job, LoadedRun loaded) {
        this.entry = entry;
        this.hostility = entry.make(Spec.parse(entry.name()));
        this.job = job;
        this.loaded = loaded;
    }

    /**
     * Runs the job to its end.
     *
     * @param directory exists and is empty
     * @param calm the accuracy of the same job undisturbed; empty if this is it
     */
    Outcome run(Path directory, OptionalDouble calm) throws IOException, InterruptedException {
        long began = System.nanoTime();
        double accuracy = 0;
        try (var scene = new Scene(job, loaded, directory)) {
            try {
                disturb(scene);
                accuracy = loaded.evaluate(scene.watcher().newest().parameters()).accuracy();
            } catch (IOException e) {
                problems.add("error: " + e.getMessage());
            }
        }
        double expected = calm.orElse(accuracy);
        if (100 * (expected - accuracy) > MOST_POINTS) {
            problems.add("accuracy");
        }
        return new Outcome(
                entry.name(),
                entry.fact(Hostilities.WHO),
                job.name(),
                accuracy,
                expected,
                before,
                after,
                named,
                (System.nanoTime() - began) / 1e9,
                List.copyOf(problems));
    }

    private boolean isByWorkers() {
        return Set.of(Suspects.WORKERS, Suspects.DISGUISED).contains(hostility.suspects());
    }

    private void disturb(Scene scene) throws IOException, InterruptedException {
        hostility.prepare(scene);
        scene.start(isByWorkers() ? Job.HONEST : Job.WORKERS);
        if (!reaches(scene, job.begin())) {
            return;
        }
        before = scene.server().measure();
        Evidence earlier = Evidence.of(scene.server());
        hostility.begin(scene);
        scene.barrier().moveTo(job.end());
        boolean reached = reaches(scene, job.end());
        hostility.end(scene);
        after = scene.server().measure();
        judge(earlier, Evidence.of(scene.server()));
        scene.barrier().open();
        if (reached && reaches(scene, job.versions())) {
            finish(scene);
        }
        problems.addAll(hostility.suspects() == Suspects.NOBODY ? scene.failures() : List.of());
    }

    private boolean reaches(Scene scene, long version) throws InterruptedException {
        Optional<String> problem = scene.watcher().await(version, PATIENCE);
        problem.ifPresent(problems::add);
        return problem.isEmpty();
    }

    private void judge(Evidence earlier, Evidence now) {
        if (after.heap() - before.heap() > MORE_HEAP
                || after.direct() - before.direct() > MORE_DIRECT) {
            problems.add("memory");
        }
        if (after.threads() - before.threads() > MORE_THREADS) {
            problems.add("threads");
        }
        Set<String> wrongly = now.wronglyNamed(isByWorkers() ? Job.HONEST : Job.WORKERS);
        if (!wrongly.isEmpty()) {
            problems.add("named the honest " + wrongly);
        }
        Optional<String> how =
                switch (hostility.suspects()) {
                    case WORKERS -> now.namedWorkers(earlier);
                    case STRANGERS -> now.namedStrangers(earlier);
                    case DISGUISED ->
                            now.namedWorkers(earlier)
                                    .or(() -> Optional.of(Suspects.DISGUISED.toString()));
                    case NOBODY -> Optional.of(Suspects.NOBODY.toString());
                };
        named = how.orElse("not named");
        if (how.isEmpty()) {
            problems.add("culprit not named");
        }
    }

    private void finish(Scene scene) throws InterruptedException {
        OptionalInt code = scene.server().exitCode(END_SECONDS);
        boolean fine =
                code.isPresent()
                        && (code.getAsInt() == 0
                                || hostility.mayLoseFiles() && code.getAsInt() == FILES_LOST);
        if (!fine) {
            problems.add(
                    code.isPresent() ? "exit code " + code.getAsInt() : "the server does not end");
        }
    }
}
