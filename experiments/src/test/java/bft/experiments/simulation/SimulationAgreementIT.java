package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.cluster.LoopbackRun;
import bft.experiments.cluster.RecordingObserver;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same run simulated and over gRPC on loopback, where every worker is in time. */
class SimulationAgreementIT {
    @ParameterizedTest
    @ValueSource(strings = {"float32", "int8", "sign:block=64", "top-k:share=0.05"})
    void roundsOverGrpcAreTheSameAsSimulatedOnes(String codec) throws Exception {
        LoadedRun loaded =
                RunConfig.of(
                                "batch=16",
                                "codec=" + codec,
                                "workers=7",
                                "byzantine=2",
                                "optimiser=momentum",
                                "rounds=15",
                                "grace=1min",
                                "seed=11")
                        .load();
        requireAgreement(loaded);
    }

    /** AdamW keeps its state at the worker while others are drawn, and so does the server's. */
    @ParameterizedTest
    @ValueSource(strings = {"diloco:k=4", "fedadam:k=3", "fednova:k=3"})
    void sampledRoundsOfAFederatedMethodAreToo(String method) throws Exception {
        requireAgreement(
                RunConfig.of(
                                "batch=16",
                                "federated=" + method,
                                "workers=9",
                                "mode=sampled:m=5",
                                "byzantine=1",
                                "attackers=2",
                                "rule=trimmed-mean",
                                "rounds=15",
                                "grace=1min",
                                "seed=11")
                        .load());
    }

    /** What workers say, partial work and lies included, is in the records of both. */
    @Test
    void roundsOfWorkersThatReportAndOfLiarsAreToo() throws Exception {
        requireAgreement(
                RunConfig.of(
                                "batch=16",
                                "local=local-steps:k=4,least=1",
                                "evaluation=held-out:share=0.2,every=5",
                                "workers=7",
                                "byzantine=2",
                                "attackers=2",
                                "attack=sign-flip",
                                "rule=trimmed-mean",
                                "rounds=15",
                                "grace=1min",
                                "seed=11")
                        .load());
    }

    /** A worker's place in its epoch is its own, whichever rounds it is drawn for. */
    @Test
    void sampledRoundsOfReshuffledGrowingBatchesAreToo() throws Exception {
        requireAgreement(
                RunConfig.of(
                                "batch=16",
                                "sampling=reshuffled:factor=2,every=3",
                                "local=local-steps:k=2",
                                "workers=9",
                                "mode=sampled:m=5",
                                "byzantine=1",
                                "attackers=0",
                                "rule=trimmed-mean",
                                "rounds=15",
                                "grace=1min",
                                "seed=11")
                        .load());
    }

    private static void requireAgreement(LoadedRun loaded) throws Exception {
        List<String> simulated = new ArrayList<>();
        Simulation.run(loaded, (round, model) -> simulated.add(withoutDurations(round)));
        assertThat(simulated).hasSize(15);
        var observer = new RecordingObserver();
        try (var run = new LoopbackRun(loaded, observer)) {
            assertThat(run.run()).isEmpty();
            assertThat(observer.rounds().stream().map(SimulationAgreementIT::withoutDurations))
                    .containsExactlyElementsOf(simulated);
        }
    }

    private static String withoutDurations(RoundRecord round) {
        var json = RoundJson.of(round);
        json.remove("collect_ms");
        json.remove("aggregate_ms");
        return json.encode();
    }
}
