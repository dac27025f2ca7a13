package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import org.junit.jupiter.api.Test;

class LoadedCrewTest {
    private static final LoadedScenario LOADED = loaded();
    private static final int MIMICKED = 1;
    private static final int BYZANTINE = 4;

    private final float[] first = LOADED.initialParameters();
    private final float[] second = new float[first.length];
    private final LoadedCrew crew = new LoadedCrew(LOADED);
    private final LoadedCrew unwatched = new LoadedCrew(LOADED);

    private static LoadedScenario loaded() {
        return Scenario.of(
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
        crew.honest(MIMICKED, 0, first);
        float[] sent = crew.honest(MIMICKED, 1, second);
        assertThat(crew.forged(BYZANTINE, 1, second)).containsExactly(sent);
        assertThat(sent).isNotEqualTo(LOADED.source(MIMICKED).gradientAt(1, second));
    }

    @Test
    void theySeeItBeforeItIsSentAsWell() {
        float[] stolen = crew.forged(BYZANTINE, 0, first).clone();
        assertThat(crew.honest(MIMICKED, 0, first)).containsExactly(stolen);
    }

    @Test
    void lookingChangesNothing() {
        crew.honest(MIMICKED, 0, first);
        crew.forged(BYZANTINE, 5, second);
        crew.forged(BYZANTINE, 2, first);
        unwatched.honest(MIMICKED, 0, first);
        assertThat(crew.honest(MIMICKED, 6, second))
                .containsExactly(unwatched.honest(MIMICKED, 6, second));
    }

    @Test
    void askedAgainAWorkerAnswersTheSame() {
        crew.honest(MIMICKED, 0, first);
        float[] sent = crew.honest(MIMICKED, 1, second);
        assertThat(crew.honest(MIMICKED, 1, second)).containsExactly(sent);
    }

    @Test
    void aWorkerThatCrashedBeginsWithoutMomentum() {
        crew.honest(MIMICKED, 0, first);
        crew.restarted(MIMICKED);
        assertThat(crew.honest(MIMICKED, 1, second))
                .containsExactly(unwatched.honest(MIMICKED, 1, second));
    }
}
