package bft.experiments.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColludersTest {
    private static final float[][] UNKNOWN = {};

    private static Scenario scenario(int byzantine, String attack) {
        var task = new Task("built-in", Path.of("data"), "softmax", "random", 4);
        var cohort = Cohort.attacked(5, byzantine, attack);
        var learning = new Learning("sgd", "0.1", 10, 5);
        return new Scenario(task, cohort, Defence.rounds(2, "median"), learning, 7);
    }

    @Test
    void eachComputesTheSameForAllWithoutAChannel() {
        LoadedScenario loaded = scenario(2, "gaussian:std=3").load();
        float[] parameters = loaded.initialParameters();
        var one = new Colluders(loaded);
        var other = new Colluders(loaded);

        float[][] all = one.forge(4, parameters, UNKNOWN);
        assertThat(all).hasDimensions(2, parameters.length);
        assertThat(other.row(3, 4, parameters)).containsExactly(all[0]);
        assertThat(other.row(4, 4, parameters)).containsExactly(all[1]);
        assertThat(all[0]).isNotEqualTo(all[1]);
    }

    @Test
    void aFlippedSignIsMinusWhatTheHonestWorkerWouldSend() {
        LoadedScenario loaded = scenario(1, "sign-flip:scale=2").load();
        float[] parameters = loaded.initialParameters();
        float[] honest = loaded.source(4).gradientAt(0, parameters);

        float[] sent = new Colluders(loaded).row(4, 0, parameters);
        for (int k = 0; k < sent.length; k++) {
            assertThat(sent[k]).isEqualTo(-2 * honest[k]);
        }
    }

    @Test
    void nobodySendsNothing() {
        LoadedScenario loaded = scenario(0, "unused").load();
        assertThat(new Colluders(loaded).forge(0, loaded.initialParameters(), UNKNOWN)).isEmpty();
    }

    @Test
    void aScenarioSurvivesItsFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("scenario.json");
        ScenarioFile.write(file, scenario(2, "zero"));
        Scenario read = ScenarioFile.read(file);
        assertThat(read.cohort()).isEqualTo(scenario(2, "zero").cohort());
        assertThat(read.defence()).isEqualTo(scenario(2, "zero").defence());
        assertThat(read.conditions()).isEqualTo(Conditions.EQUAL);
        assertThat(read.learning()).isEqualTo(scenario(2, "zero").learning());
        assertThat(read.seed()).isEqualTo(7);
    }

    @Test
    void refusesAFileThatIsNoScenario(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("scenario.json"), "{\"seed\": []}");
        assertThatThrownBy(() -> ScenarioFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scenario.json");
    }
}
