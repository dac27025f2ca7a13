package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.server.config.ModelOutput;
import bft.server.config.ServerConfig;
import bft.server.core.TrainingPlan;
import bft.server.metrics.JobListener;
import bft.server.model.NpyFile;
import bft.server.optimiser.Optimiser;
import bft.server.optimiser.OptimiserState;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.worker.client.JobEndedException;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ParameterServerIT {
    private static ServerConfig writing(ServerConfig c, ModelOutput output) {
        return new ServerConfig(
                c.name(),
                c.job(),
                c.task(),
                c.initial(),
                c.authenticator(),
                c.endpoints(),
                c.wire(),
                output,
                c.drainMillis(),
                c.threads());
    }

    @Test
    void aJobGoesFromJoinToTheEndThatWorkersHearOf() {
        try (var s = new TestServer(TestServer.config(3))) {
            Contract contract = await(s.client(1).join());
            assertThat(contract.worker()).isEqualTo(1);
            assertThat(contract.n()).isEqualTo(4);
            assertThat(contract.f()).isEqualTo(1);
            assertThat(contract.dimension()).isEqualTo(3);
            assertThat(contract.seed()).isEqualTo(7);
            assertThat(contract.finalVersion()).isEqualTo(2);
            assertThat(await(s.client(2).pull(-1)).parameters()).containsExactly(0, 0, 0);
            assertThat(s.honestRound(3, 0)).containsOnly(new Accepted(1));
            Model one = await(s.client(0).pull(0));
            assertThat(one.version()).isEqualTo(1);
            assertThat(one.parameters()).containsExactly(-2, -2, -2);
            var waiting = s.client(2).pull(1);
            s.honestRound(3, 1);
            assertThat(await(waiting).parameters()).containsExactly(-4, -4, -4);
            assertThatThrownBy(() -> await(s.client(2).pull(2)))
                    .isInstanceOfSatisfying(
                            JobEndedException.class,
                            e -> assertThat(e.state()).isEqualTo(JobPhase.FINISHED));
            assertThat(await(s.server.finished()).parameters()).containsExactly(-4, -4, -4);
        }
    }

    @Test
    void moreThanFSilentWorkersEndTheJobWithAMessageThatWorkersGet() {
        try (var s = new TestServer(TestServer.config(2, 5, 1_000))) {
            s.honestRound(2, 0);
            await(s.client(0).pull(0));
            var client = s.client(0);
            await(client.push(new Contribution(0, 1, new float[2])));
            assertThatThrownBy(() -> await(client.pull(1)))
                    .isInstanceOf(JobEndedException.class)
                    .hasMessageContaining("round 1: 1 of at least 3 gradients within 1.0 s");
            assertThatThrownBy(() -> await(s.server.finished()))
                    .isInstanceOfSatisfying(
                            JobFailedException.class,
                            e -> assertThat(e.end().model().version()).isEqualTo(1))
                    .hasMessageContaining("(n=4, f=1): more than f workers are silent");
        }
    }

    @Test
    void anErrorOfOursEndsTheJobInsteadOfLeavingItToHang() {
        JobListener broken =
                new JobListener() {
                    @Override
                    public void accepted(int worker, long staleness, double weight) {
                        throw new IllegalStateException("broken listener");
                    }
                };
        try (var s = new TestServer(TestServer.config(2), broken)) {
            Verdict verdict = await(s.client(0).push(new Contribution(0, 0, new float[2])));
            assertThat(((Refused) verdict).reason()).isEqualTo(Refusal.JOB_ENDED);
            assertThatThrownBy(() -> await(s.server.finished()))
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("internal error")
                    .hasMessageContaining("broken listener");
        }
    }

    @Test
    void outOfMemoryEndsTheJobWithItsLastModelWritten(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("model.npy");
        var output = new ModelOutput(Optional.of(file), 0);
        var exhausted =
                new Optimiser() {
                    private final Sgd sgd = new Sgd(new Schedule.Constant(1));

                    @Override
                    public Schedule rate() {
                        return sgd.rate();
                    }

                    @Override
                    public int slots(int dimension) {
                        return 0;
                    }

                    @Override
                    public Result move(float[] x, float[] gradient, OptimiserState state) {
                        if (state.step() == 1) {
                            throw new OutOfMemoryError("no heap left");
                        }
                        return sgd.step(x, gradient, state);
                    }
                };
        ServerConfig config = TestServer.config("bsp", null, 2, new TrainingPlan(exhausted, 9, 7));
        try (var s = new TestServer(writing(config, output))) {
            s.honestRound(2, 0);
            await(s.client(0).pull(0));
            s.honestRound(2, 1);
            assertThatThrownBy(() -> await(s.server.finished()))
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("no heap left");
            assertThat(NpyFile.readVector(file)).containsOnly(-2);
        }
    }

    @Test
    void aModelThatCannotBeWrittenIsAFailure() {
        var nowhere = new ModelOutput(Optional.of(Path.of("/nowhere/model.npy")), 1);
        try (var s = new TestServer(writing(TestServer.config(2), nowhere))) {
            s.honestRound(2, 0);
            await(s.client(0).pull(0));
            s.honestRound(2, 1);
            assertThatThrownBy(() -> await(s.server.finished()))
                    .hasRootCauseInstanceOf(NoSuchFileException.class);
        }
    }
}
