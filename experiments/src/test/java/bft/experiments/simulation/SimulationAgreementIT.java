package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.cluster.LoopbackRun;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.Task;
import bft.server.metrics.RoundLog;
import bft.server.metrics.RoundRecord;
import bft.worker.training.Batches;
import bft.worker.training.LocalMethods;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same scenario simulated and over gRPC on loopback, where every worker is in time. */
class SimulationAgreementIT {
    private static final long MINUTE = 60_000_000_000L;

    @ParameterizedTest
    @ValueSource(strings = {"float32", "int8", "sign:block=64", "top-k:share=0.05"})
    void roundsOverGrpcAreTheSameAsSimulatedOnes(String codec) throws Exception {
        var task =
                new Task(
                        "built-in",
                        Path.of("unused"),
                        "softmax",
                        "random",
                        16,
                        Batches.WITH_REPLACEMENT,
                        LocalMethods.NONE,
                        codec);
        var learning = new Learning("momentum", "0.1", 15, 15);
        LoadedScenario loaded =
                new Scenario(
                                task,
                                Cohort.attacked(7, 2, "sign-flip:scale=10"),
                                Defence.rounds(2, "multi-krum"),
                                learning,
                                11)
                        .load();
        List<String> simulated = new ArrayList<>();
        Simulation.run(loaded, (round, model) -> simulated.add(withoutDurations(round)));
        assertThat(simulated).hasSize(15);
        try (var run = new LoopbackRun(loaded, MINUTE)) {
            run.run();
            assertThat(run.rounds().stream().map(SimulationAgreementIT::withoutDurations))
                    .containsExactlyElementsOf(simulated);
        }
    }

    private static String withoutDurations(RoundRecord round) {
        var json = RoundLog.toJson(round);
        json.remove("collect_ms");
        json.remove("aggregate_ms");
        return json.encode();
    }
}
