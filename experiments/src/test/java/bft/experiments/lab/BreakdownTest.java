package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.experiments.CommandRun;
import bft.experiments.lab.Breakdown.Found;
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

    /** Accuracy 0.8 up to some f that depends on the seed, 0.3 from there on; admits f < n/2. */
    private record Step(int borne) implements Experiment {
        @Override
        public List<String> keys() {
            return List.of("n", "byzantine", "f", "rule");
        }

        @Override
        public List<String> measures() {
            return List.of("final");
        }

        @Override
        public void check(Settings settings) {
            if (2 * settings.integer("f", 0) >= settings.integer("n", 0)) {
                throw new IllegalArgumentException("needs n > 2f");
            }
        }

        @Override
        public Settings canonical(Settings settings) {
            return settings;
        }

        @Override
        public long cost(Settings settings) {
            return 1;
        }

        @Override
        public Outcome run(Settings settings, long seed, Path place, LongConsumer work) {
            int f = settings.integer("f", 0);
            assertThat(settings.integer("byzantine", -1)).isEqualTo(f);
            return Outcome.of(Map.of("final", f <= borne + seed ? 0.8 : 0.3));
        }
    }

    private List<Found> find(int borne, Long... seeds) throws Exception {
        var settings = new Settings(Map.of("n", "30", "rule", "krum"));
        return new Breakdown(new Step(borne), settings, 0.9, directory).find(List.of(seeds), 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 13, 14})
    void findsTheLargestThatIsBorneInFewTrials(int borne) throws Exception {
        Found found = find(borne, 0L).get(0);
        assertThat(found.tolerated()).isEqualTo(borne);
        assertThat(found.reference()).isEqualTo(0.8);
        assertThat(found.trials()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void bisectsWithEachSeed() throws Exception {
        assertThat(find(3, 2L, 0L, 5L)).extracting(Found::seed).containsExactly(2L, 0L, 5L);
        assertThat(find(3, 2L, 0L, 5L)).extracting(Found::tolerated).containsExactly(5, 3, 8);
    }

    @Test
    void refusesAShareAboveOne() {
        var settings = new Settings(Map.of("n", "30"));
        assertThatThrownBy(() -> new Breakdown(new Step(1), settings, 1.1, directory))
                .hasMessageContaining("share must be in (0, 1], got 1.1");
    }

    private CommandRun run(String rule, String... more) {
        List<String> arguments = new ArrayList<>(List.of("experiment", "breakdown"));
        arguments.addAll(List.of("--rule=" + rule, "--workers=9", "--attack=sign-flip:scale=50"));
        arguments.addAll(List.of("--share=0.6", "--set=rounds=30", "--set=batch=8"));
        arguments.addAll(List.of("--seeds=1", "--out=" + directory));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void theMedianBearsAThirdButNotAllThatItAdmits() {
        CommandRun median = run("median");
        assertThat(median.err()).isEmpty();
        assertThat(median.out())
                .contains("bears f=3.0 of n=9 (median of 1 seeds, 3 to 3); it admits f=4");
        assertThat(directory.resolve("breakdown.txt")).content().contains("seed 1: bears f=3");
        assertThat(directory.resolve("f=4,seed=1/rounds.csv")).isNotEmptyFile();
    }

    @Test
    void refusesWhatNoRunCouldBeMadeOf() {
        assertThat(run("median", "--set=batsch=3").err()).contains("did you mean 'batch'?");
        assertThat(run("krum", "--workers=4").err()).contains("needs n >= 2f+3, got n=4, f=1");
    }
}
