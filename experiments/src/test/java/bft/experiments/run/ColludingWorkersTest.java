package bft.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.training.Draw;
import org.junit.jupiter.api.Test;

class ColludingWorkersTest {
    private static final float[][] UNKNOWN = {};

    private static RunConfig config(int attackers, String attack) {
        return RunConfig.of(
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
        LoadedRun loaded = config(2, "gaussian:std=3").load();
        float[] parameters = loaded.initialParameters();
        var one = new ColludingWorkers(loaded);
        var other = new ColludingWorkers(loaded);

        float[][] all = one.forge(Draw.of(4), parameters, UNKNOWN);
        assertThat(all).hasDimensions(2, parameters.length);
        assertThat(other.row(3, Draw.of(4), parameters)).containsExactly(all[0]);
        assertThat(other.row(4, Draw.of(4), parameters)).containsExactly(all[1]);
        assertThat(all[0]).isNotEqualTo(all[1]);
    }

    @Test
    void aFlippedSignIsMinusWhatTheHonestWorkerWouldSend() {
        LoadedRun loaded = config(1, "sign-flip:scale=2").load();
        float[] parameters = loaded.initialParameters();
        float[] honest = loaded.source(4).gradientAt(Draw.of(0), parameters);

        float[] sent = new ColludingWorkers(loaded).row(4, Draw.of(0), parameters);
        for (int k = 0; k < sent.length; k++) {
            assertThat(sent[k]).isEqualTo(-2 * honest[k]);
        }
    }

    @Test
    void nobodySendsNothing() {
        LoadedRun loaded = config(0, "unused").load();
        assertThat(
                        new ColludingWorkers(loaded)
                                .forge(Draw.of(0), loaded.initialParameters(), UNKNOWN))
                .isEmpty();
    }
}
