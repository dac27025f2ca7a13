package bft.experiments.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColludersTest {
    private static final float[][] UNKNOWN = {};

    private static Scenario scenario(int attackers, String attack) {
        return Scenario.of(
                "batch=4",
                "workers=5",
                "byzantine=2",
                "attackers=" + attackers,
                "attack=" + attack,
                "rule=median",
                "seed=7");
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
}
