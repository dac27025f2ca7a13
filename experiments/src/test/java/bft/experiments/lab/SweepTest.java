package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.config.SettingValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    private static final String FILE =
            """
            title: three points, two of them the same
            settings: {workers: 6, byzantine: 0, attackers: 1, rule: mean, batch: 4, rounds: 6, eval-every: 3, attack: gaussian}
            grid:
              run:
                clean: {attackers: 0}
                same: {attackers: 0, attack: zero}
                krum: {rule: krum, byzantine: 1}
            seeds: 2
            expect:
              - clean.final <= same.final
            """;

    @TempDir Path directory;

    private static final class Heard implements Sweep.Progress {
        private final List<String> runs = Collections.synchronizedList(new ArrayList<>());
        private long work;
        private long done;

        @Override
        public synchronized void begins(long all, long before) {
            work = all;
            done = before;
        }

        @Override
        public synchronized void worked(long more) {
            done += more;
        }

        @Override
        public void ended(String run, RunOutcome outcome) {
            runs.add(run);
        }
    }

    private static Experiment experiment(String text) {
        var training = new TrainingKind(SettingValues.NONE, false);
        var full = new Variation(false, false, List.of());
        return ExperimentFile.read("three.yaml", text, full, kind -> training);
    }

    private Heard sweep(int threads, List<Results> results) throws Exception {
        var heard = new Heard();
        try (var place = SweepDirectory.open(directory, experiment(FILE), List.of("test"))) {
            results.add(new Sweep(experiment(FILE), place, heard).run(threads));
        }
        return heard;
    }

    @Test
    void runsEachPointWithEachSeedOnceAndOnlyWhatIsMissing() throws Exception {
        List<Results> results = new ArrayList<>();
        Heard first = sweep(2, results);
        assertThat(first.runs)
                .containsExactlyInAnyOrder(
                        "clean,seed=0", "clean,seed=1", "krum,seed=0", "krum,seed=1");
        assertThat(first.done).isEqualTo(first.work);
        assertThat(results.get(0).verdicts()).allMatch(verdict -> verdict.holds());

        Path removed = directory.resolve("runs/krum,seed=1");
        Files.move(removed, directory.resolve("runs/krum,seed=1.part"));
        Heard second = sweep(1, results);
        assertThat(second.runs).containsExactly("krum,seed=1");
        assertThat(second.done).isEqualTo(second.work);
        assertThat(results.get(1).measured("krum", "final"))
                .isEqualTo(results.get(0).measured("krum", "final"));
        assertThat(removed.resolve("rounds.csv")).isNotEmptyFile();
    }

    @Test
    void refusesADirectoryOfAnotherExperiment() throws Exception {
        sweep(1, new ArrayList<>());
        Experiment other = experiment(FILE.replace("rounds: 6", "rounds: 7"));
        assertThatThrownBy(() -> SweepDirectory.open(directory, other, List.of("test")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other settings or of another version");
    }

    @Test
    void refusesADirectoryThatIsInUse() throws Exception {
        try (var held = SweepDirectory.open(directory, experiment(FILE), List.of("test"))) {
            assertThat(held.has("no run")).isFalse();
            assertThatThrownBy(
                            () -> SweepDirectory.open(directory, experiment(FILE), List.of("test")))
                    .hasMessageContaining("another process");
        }
    }
}
