package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.worker.training.Draw;
import org.junit.jupiter.api.Test;

class LoadedGradientsTest {
    private static final LoadedRun LOADED = loaded();
    private static final int MIMICKED = 1;
    private static final int BYZANTINE = 4;

    private final float[] first = LOADED.initialParameters();
    private final float[] second = new float[first.length];
    private final LoadedGradients gradients = new LoadedGradients(LOADED);
    private final LoadedGradients unwatched = new LoadedGradients(LOADED);

    private static LoadedRun loaded() {
        return RunConfig.of(
                        "batch=4",
                        "sampling=reshuffled",
                        "local=clip:norm=2,momentum:beta=0.9",
                        "workers=5",
                        "byzantine=1",
                        "attack=mimic:worker=" + MIMICKED,
                        "rule=median",
                        "seed=3")
                .load();
    }

    @Test
    void omniscientAttackersSeeWhatIsSentWithItsMomentum() {
        gradients.honest(MIMICKED, Draw.of(0), first);
        float[] sent = gradients.honest(MIMICKED, Draw.of(1), second);
        assertThat(gradients.forged(BYZANTINE, Draw.of(1), second)).containsExactly(sent);
        assertThat(sent).isNotEqualTo(LOADED.source(MIMICKED).gradientAt(Draw.of(1), second));
    }

    @Test
    void theySeeItBeforeItIsSentAsWell() {
        float[] stolen = gradients.forged(BYZANTINE, Draw.of(0), first).clone();
        assertThat(gradients.honest(MIMICKED, Draw.of(0), first)).containsExactly(stolen);
    }

    @Test
    void lookingChangesNothing() {
        gradients.honest(MIMICKED, Draw.of(0), first);
        gradients.forged(BYZANTINE, Draw.of(5), second);
        gradients.forged(BYZANTINE, Draw.of(2), first);
        unwatched.honest(MIMICKED, Draw.of(0), first);
        assertThat(gradients.honest(MIMICKED, Draw.of(6), second))
                .containsExactly(unwatched.honest(MIMICKED, Draw.of(6), second));
    }

    @Test
    void askedAgainAWorkerAnswersTheSame() {
        gradients.honest(MIMICKED, Draw.of(0), first);
        float[] sent = gradients.honest(MIMICKED, Draw.of(1), second);
        assertThat(gradients.honest(MIMICKED, Draw.of(1), second)).containsExactly(sent);
    }

    @Test
    void aWorkerThatCrashedBeginsWithoutMomentum() {
        gradients.honest(MIMICKED, Draw.of(0), first);
        gradients.restarted(MIMICKED);
        assertThat(gradients.honest(MIMICKED, Draw.of(1), second))
                .containsExactly(unwatched.honest(MIMICKED, Draw.of(1), second));
    }
}
