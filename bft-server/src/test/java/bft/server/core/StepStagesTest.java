package bft.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.engine.Aggregator;
import bft.server.config.ServerOptions;
import bft.worker.client.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StepStagesTest {
    private static final int WORKERS = 3;
    private static final int D = 2;

    private final List<StepTools.Stage> timed = new ArrayList<>();
    private Optional<Work> work = Optional.empty();

    private final class Timer implements StepTools.Timer {
        @Override
        public <T> T timed(StepTools.Stage stage, Supplier<T> done) {
            timed.add(stage);
            return done.get();
        }
    }

    @Test
    void eachStageIsTimedOnceAndInOrderWhateverTheJobChecks() {
        Map<String, String> settings =
                Map.of(
                        "workers",
                        "" + WORKERS,
                        "byzantine",
                        "1",
                        "rule",
                        "history:beta=0.5,median",
                        "check-copies",
                        "true");
        var effects =
                new NoEffects() {
                    @Override
                    public void compute(Work asked) {
                        work = Optional.of(asked);
                    }
                };
        var job =
                new Job(
                        ServerOptions.job(settings),
                        new Model(0, new float[D]),
                        effects,
                        List.of());
        job.start(0);
        for (int worker = 0; worker < WORKERS; worker++) {
            job.connected(worker, 0);
            job.pushed(new Announcement(worker, 1, 0, D), new float[] {worker, 1}, -1, 0);
        }
        var aggregator = Aggregator.sequential();
        work.orElseThrow().run(new StepTools(aggregator, UnaryOperator.identity(), new Timer()));
        assertThat(timed).containsExactly(StepTools.Stage.values());
    }
}
