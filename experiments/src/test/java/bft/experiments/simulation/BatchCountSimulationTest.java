package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.RunConfig;
import bft.server.config.ServerOptions;
import bft.server.optimiser.ParameterLayout;
import bft.worker.training.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which batches the workers of a simulation use, where they miss versions. */
class BatchCountSimulationTest {

    private static final class Recorded implements SimulationObserver, WorkerGradients {
        private final Map<Integer, List<Draw>> drawn = new TreeMap<>();

        @Override
        public float[] honest(int worker, Draw draw, float[] parameters) {
            drawn.computeIfAbsent(worker, none -> new ArrayList<>()).add(draw);
            return parameters.clone();
        }

        @Override
        public float[] forged(int worker, Draw draw, float[] parameters) {
            return parameters.clone();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sampled:m=3 | none                        | 1",
                "backup:b=1  | none                        | exponential:mean=1",
                "async       | none                        | exponential:mean=1",
                "ssp:s=3     | none                        | exponential:factors=3/1",
                "bsp         | crash:workers=2,at=5,for=20 | 1",
            })
    void eachWorkerUsesItsBatchesInTurnThoughItMissesVersions(
            String mode, String faults, String compute) {
        var recorded = new Recorded();
        RunConfig config =
                RunConfig.of(
                        "workers=6",
                        "byzantine=1",
                        "attackers=0",
                        "rule=median",
                        "rounds=40",
                        "round-timeout=60s",
                        "grace=1s",
                        "mode=" + mode,
                        "faults=" + faults,
                        "compute=" + compute);
        var job = ServerOptions.job(config.values(), ParameterLayout.WHOLE);
        var end = new Simulation(config, job, new float[] {1, 2}, recorded, recorded).run();
        assertThat(end.isFinished()).as(end.message()).isTrue();
        recorded.drawn.forEach(
                (worker, draws) ->
                        assertThat(draws.stream().map(Draw::count).distinct().toList())
                                .as("worker %s in %s", worker, mode)
                                .containsExactlyElementsOf(
                                        LongStream.range(0, draws.get(draws.size() - 1).count() + 1)
                                                .boxed()
                                                .toList()));
        assertThat(recorded.drawn.values())
                .as("some worker misses a version")
                .anySatisfy(
                        draws -> {
                            Draw last = draws.get(draws.size() - 1);
                            assertThat(last.number()).isNotEqualTo(last.count());
                        });
    }
}
