package bft.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import bft.experiments.engine.Runs;
import bft.server.metrics.RoundRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopConditionsTest {
    @TempDir Path directory;

    private final List<String> reasons = new ArrayList<>();
    private long version;

    private final RunObserver observer =
            new RunObserver() {
                @Override
                public void round(RoundRecord round, Optional<float[]> parameters) {
                    version = round.version();
                }

                @Override
                public void endedEarly(long last, float[] parameters) {}

                @Override
                public void stopped(String reason) {
                    reasons.add(reason);
                }
            };

    private Optional<String> run(Engine engine, String... settings) throws Exception {
        LoadedRun loaded =
                RunConfig.of(
                                "workers=3",
                                "byzantine=0",
                                "rule=mean",
                                "batch=16",
                                "rounds=1000",
                                "eval-every=1")
                        .with(settings)
                        .load();
        return Runs.run(engine, loaded, directory, observer);
    }

    @ParameterizedTest
    @CsvSource({"SIMULATION", "LOOPBACK"})
    void stopsAtAnAccuracy(Engine engine) throws Exception {
        assertThat(run(engine, "stop-at=0.6")).isEmpty();
        assertThat(reasons).hasSize(1);
        assertThat(reasons.get(0)).matches("test accuracy 0\\.\\d{4} has reached 0\\.6");
        assertThat(version).isBetween(1L, 500L);
    }

    @Test
    void losesItsPatienceWhereTheHeldOutLossFallsNoMore() throws Exception {
        assertThat(run(Engine.SIMULATION, "schedule=1e-30", "patience=3", "held-out=0.2"))
                .isEmpty();
        assertThat(reasons).hasSize(1);
        assertThat(reasons.get(0))
                .startsWith("3 measurements in a row have not lowered the held-out");
        assertThat(version).isEqualTo(4);
    }

    @Test
    void stopsAfterATimeThatIsVirtualInASimulation() throws Exception {
        assertThat(run(Engine.SIMULATION, "stop-after=7s")).isEmpty();
        assertThat(reasons).containsExactly("the rounds have taken 7.0 s");
        assertThat(version).isEqualTo(7);
    }

    @Test
    void heldOutRowsAreNotThoseThatAreReported() {
        LoadedRun all = RunConfig.of("workers=3", "byzantine=0", "rule=mean").load();
        LoadedRun part = all.with("held-out=0.25");
        float[] parameters = all.initialParameters();
        double whole = all.evaluate(parameters).loss();
        double rest = part.evaluate(parameters).loss();
        double held = part.evaluateHeldOut(parameters).loss();
        assertThat(0.25 * held + 0.75 * rest).isCloseTo(whole, within(1e-3));
        assertThat(rest).isNotEqualTo(whole);
    }

    @Test
    void patienceNeedsAHeldOutPart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(Engine.SIMULATION, "patience=3"))
                .withMessage("patience 3 needs a held-out part: give held-out, such as 0.2");
    }
}
