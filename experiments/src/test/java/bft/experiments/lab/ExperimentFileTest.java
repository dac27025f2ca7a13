package bft.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.worker.config.SettingValues;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentFileTest {
    private static final Variation FULL = new Variation(false, false, List.of());
    private static final String FILE =
            """
            title: Krum against a sign flip
            source: nobody
            settings:
              workers: 10
              byzantine: 2
              mode: bsp
              attack: sign-flip
              rounds: 100
            grid:
              batch: [4, 8]
              run:
                clean: {workers: 8, attackers: 0, rule: mean}
                krum: {rule: krum}
            seeds: 2
            expect:
              - krum.final >= clean.final - 0.1
            refused:
              - {settings: {rule: krum, workers: 6}, because: "n >= 2f+3, got n=6, f=2"}
            figures:
              - {kind: curves, lines: run, measure: accuracy}
            quick:
              settings: {rounds: 10}
              seeds: [7]
            built-in:
              grid:
                batch: [5]
            """;

    private static Experiment read(String text, Variation variation) {
        var training = new TrainingKind(SettingValues.NONE, false);
        return ExperimentFile.read("some/krum.yaml", text, variation, kind -> training);
    }

    @Test
    void readsEveryPointOfTheGrid() {
        Experiment experiment = read(FILE, FULL);
        assertThat(experiment.name()).isEqualTo("krum");
        assertThat(experiment.points())
                .extracting(GridPoint::name)
                .containsExactly("batch=4,clean", "batch=4,krum", "batch=8,clean", "batch=8,krum");
        assertThat(experiment.points().get(0).settings().chosen())
                .containsEntry("workers", "8")
                .containsEntry("byzantine", "2")
                .containsEntry("batch", "4");
        assertThat(experiment.seeds()).containsExactly(0L, 1L);
        assertThat(experiment.expectations()).hasSize(1);
    }

    @Test
    void laysQuickAndBuiltInOverTheRest() {
        Experiment quick = read(FILE, new Variation(true, true, List.of()));
        assertThat(quick.points())
                .extracting(GridPoint::name)
                .containsExactly("batch=5,clean", "batch=5,krum");
        assertThat(quick.points().get(0).settings().chosen()).containsEntry("rounds", "10");
        assertThat(quick.seeds()).containsExactly(7L);
        assertThat(read(FILE, new Variation(true, false, List.of(1L, 2L))).seeds())
                .containsExactly(1L, 2L);
    }

    @Test
    void findsDataThatAreNotThereBeforeAnythingRuns() {
        var training = new TrainingKind(SettingValues.NONE, true);
        String text = FILE.replace("  mode: bsp\n", "  data: moon\n");
        assertThatThrownBy(() -> ExperimentFile.read("krum.yaml", text, FULL, kind -> training))
                .hasMessageStartingWith("krum.yaml:6: settings.data: at point batch=4,clean: ")
                .hasMessageContainingAll("'moon'", "spambase");
    }

    @Test
    void namesTheMeasuresOfAFileWithoutAGrid() {
        String text = "title: t\nexpect:\n  - krum.finale >= 1\n";
        assertThatThrownBy(() -> read(text, FULL))
                .hasMessageContaining("krum.yaml:3: expect: 'krum.finale >= 1', character 1: ")
                .hasMessageContainingAll("no point 'krum'; there are none", "final, best");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rounds: 100                | round: 100            | krum.yaml:8: settings.round: no setting 'round', did you mean 'rounds'?",
                "seeds: 2                   | sedes: 2              | krum.yaml:14: sedes: unknown key, did you mean 'seeds'?",
                "seeds: 2                   | seeds: 0              | krum.yaml:14: seeds: must be a whole number in [1, 100], got '0'",
                "batch: [4, 8]              | batch: [4, 0]         | krum.yaml:10: grid.batch: must be a whole number in [1, 65536], got '0'",
                "batch: [4, 8]              | batch: [4, 4]         | krum.yaml:10: grid.batch: needs at least one value, and no value twice",
                "batch: [4, 8]              | size: [4, 8]          | grid.size: no setting 'size'",
                "{rule: krum}               | {rule: crumb}         | at point batch=4,krum: no rule 'crumb'",
                "krum: {rule: krum}         | 'bad label': {rule: krum} | krum.yaml:13: grid.run.bad label: 'bad label' is no label",
                "clean.final - 0.1          | clean.finale          | krum.yaml:16: expect: 'krum.final >= clean.finale', character 15: no measure 'finale'",
                "{rule: krum, workers: 6}         | {rule: krum, workers: 7}    | krum.yaml:18: refused: expected a refusal with 'n >= 2f+3, got n=6, f=2', got: nothing",
                "mode: bsp                  | f: 2                  | krum.yaml:6: settings.f: 'f' is called 'byzantine' now",
                "kind: curves               | kind: curve           | krum.yaml:20: figures: no kind 'curve', did you mean 'curves'?",
                "lines: run                 | lines: rule           | krum.yaml:20: figures: no axis 'rule'",
                "title: Krum                | title: [Krum          | krum.yaml:2: expected ',' or ']'",
                "built-in:                  | builtin:              | krum.yaml:24: builtin: unknown key, did you mean 'built-in'?",
                "workers: 10                | workers: 3            | krum.yaml:13: grid.run.krum.rule: at point batch=4,krum: krum needs n >= 2f+3, got n=3, f=2",
                "attack: sign-flip          | attack: bribe         | krum.yaml:7: settings.attack: at point batch=4,krum: no attack 'bribe'",
                "measure: accuracy          | measure: acuracy      | krum.yaml:20: figures: no measure 'acuracy', did you mean 'accuracy'? (there are accuracy, loss)",
                "kind: curves               | kind: along           | krum.yaml:20: figures: no measure 'accuracy'; there are final, best",
                "kind: curves, lines: run, measure: accuracy | kind: along | krum.yaml:20: figures: needs an axis as x; there are batch, run",
                "kind: curves, lines: run, measure: accuracy | kind: along, x: run | krum.yaml:20: figures: x needs numbers, 'clean' of axis run is not one",
                "krum.final >= clean        | crum.final >= clean   | krum.yaml:16: expect: 'crum.final >= clean.final - 0.1', character 1: no point 'crum', did you mean 'krum'?",
                "byzantine: 2               | byzantine: many       | krum.yaml:5: settings.byzantine: must be a whole number in [0, 16384], got 'many'",
            })
    void refusesNamingFileLineAndKey(String from, String to, String message) {
        assertThat(FILE).contains(from);
        assertThatThrownBy(() -> read(FILE.replaceFirst(Pattern.quote(from), to), FULL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
