package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.experiments.CommandRun;
import bft.experiments.lab.Breakdown.Found;
import bft.experiments.run.RunSettings;
import bft.server.config.ServerSettings;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BreakdownTest {
    @TempDir Path directory;

    /** Accuracy 0.8 up to some f that depends on the seed, another from there on; f < n/2. */
    private record Step(int tolerated, double broken) implements ExperimentKind {
        Step(int tolerated) {
            this(tolerated, 0.3);
        }

        @Override
        public SettingList settings() {
            return RunSettings.ALL;
        }

        @Override
        public List<String> measures() {
            return List.of("final");
        }

        @Override
        public void check(SettingValues settings) {
            if (2 * settings.get(ServerSettings.BYZANTINE)
                    >= settings.get(ServerSettings.WORKERS)) {
                throw new IllegalArgumentException("needs n > 2f");
            }
        }

        @Override
        public SettingValues canonical(SettingValues settings) {
            return settings;
        }

        @Override
        public long cost(SettingValues settings) {
            return 1;
        }

        @Override
        public RunOutcome run(SettingValues settings, long seed, Path place, LongConsumer work) {
            int f = settings.get(ServerSettings.BYZANTINE);
            assertThat(settings.get(RunSettings.ATTACKERS)).isEqualTo(f);
            return RunOutcome.of(Map.of("final", f <= tolerated + seed ? 0.8 : broken));
        }
    }

    private List<Found> find(int tolerated, Long... seeds) throws Exception {
        var settings = RunSettings.ALL.read("workers=30", "rule=krum");
        return new Breakdown(new Step(tolerated), settings, 0.9, directory).find(List.of(seeds), 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 13, 14})
    void findsTheLargestThatIsToleratedInFewTrials(int tolerated) throws Exception {
        Found found = find(tolerated, 0L).get(0);
        assertThat(found.tolerated()).isEqualTo(tolerated);
        assertThat(found.reference()).isEqualTo(0.8);
        assertThat(found.trials()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void bisectsWithEachSeed() throws Exception {
        assertThat(find(3, 2L, 0L, 5L)).extracting(Found::seed).containsExactly(2L, 0L, 5L);
        assertThat(find(3, 2L, 0L, 5L)).extracting(Found::tolerated).containsExactly(5, 3, 8);
    }

    /** Of 1 to 14 it tries 7, which is tolerated, then 11, 9 and 8, which are not. */
    @Test
    void halvesWhatIsLeftInEachTrial() throws Exception {
        Found found = find(7, 0L).get(0);
        assertThat(found.trials())
                .containsExactly(
                        Map.entry(7, 0.8),
                        Map.entry(8, 0.3),
                        Map.entry(9, 0.3),
                        Map.entry(11, 0.3));
    }

    /**
     * What is left of 0.8 is exactly the share, 0.4 of 0.5 * 0.8: that is tolerated; less is not.
     */
    @Test
    void theShareItselfIsEnoughAndNothingLess() throws Exception {
        var settings = RunSettings.ALL.read("workers=30", "rule=krum");
        var even = new Breakdown(new Step(0, 0.4), settings, 0.5, directory);
        assertThat(even.find(List.of(0L), 1).get(0).tolerated()).isEqualTo(14);
        var less = new Breakdown(new Step(0, Math.nextDown(0.4)), settings, 0.5, directory);
        assertThat(less.find(List.of(0L), 1).get(0).tolerated()).isZero();
    }

    @Test
    void aRunWithoutAnAccuracyIsBroken() throws Exception {
        var settings = RunSettings.ALL.read("workers=30", "rule=krum");
        var none = new Breakdown(new Step(2, Double.NaN), settings, 0.9, directory);
        assertThat(none.find(List.of(0L), 1).get(0).tolerated()).isEqualTo(2);
    }

    /** f < 30 / 2, and with two workers not even f = 1. */
    @Test
    void theLargestAdmissibleIsTheRules() {
        var settings = RunSettings.ALL.read("workers=30");
        assertThat(new Breakdown(new Step(1), settings, 1, directory).largestAdmissible())
                .isEqualTo(14);
        var two = new Breakdown(new Step(1), RunSettings.ALL.read("workers=2"), 1, directory);
        assertThatThrownBy(two::largestAdmissible).hasMessage("needs n > 2f");
    }

    @Test
    void refusesAShareAboveOne() {
        var settings = RunSettings.ALL.read("workers=30");
        assertThatThrownBy(() -> new Breakdown(new Step(1), settings, 1.1, directory))
                .hasMessageContaining("share must be in (0, 1], got 1.1");
    }

    private CommandRun run(String rule, String... more) {
        List<String> arguments = new ArrayList<>(List.of("experiment", "breakdown"));
        arguments.addAll(List.of("--rule=" + rule, "--workers=9", "--attack=sign-flip:scale=50"));
        arguments.addAll(List.of("--share=0.6", "--rounds=30", "--batch=8"));
        arguments.addAll(List.of("--seeds=1", "--out=" + directory));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void theMedianBearsAThirdButNotAllThatItAdmits() {
        CommandRun median = run("median");
        assertThat(median.err()).isEmpty();
        assertThat(median.out())
                .contains("tolerates f=3.0 of n=9 (median of 1 seeds, 3 to 3); it admits f=4");
        assertThat(directory.resolve("breakdown.txt")).content().contains("seed 1: tolerates f=3");
        assertThat(directory.resolve("f=4,seed=1/rounds.csv")).isNotEmptyFile();
    }

    @Test
    void refusesWhatNoRunCouldBeMadeOf() {
        assertThat(run("median", "--batsch=3").err())
                .contains("unknown option '--batsch', did you mean '--batch'?");
        assertThat(run("krum", "--workers=4").err()).contains("needs n >= 2f+3, got n=4, f=1");
    }
}
