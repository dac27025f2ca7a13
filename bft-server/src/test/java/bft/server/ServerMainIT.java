package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.server.model.NpyFile;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own: exit codes, files, signals. */
@Timeout(180)
class ServerMainIT {
    private static final String[] ONE_WORKER = {
        "--workers",
        "1",
        "--byzantine",
        "0",
        "--rule",
        "mean",
        "--dimension",
        "2",
        "--initial-scale",
        "0",
        "--rate",
        "1",
        "--admin-port",
        "0",
        "--create-tokens"
    };

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
        await(vertx.close());
    }

    private void start(String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("bft.server.ServerMain");
        command.addAll(List.of(flags));
        command.addAll(List.of("--tokens", directory.resolve("tokens").toString()));
        command.addAll(List.of("--port-file", directory.resolve("ports").toString()));
        command.addAll(List.of("--model-file", directory.resolve("model.npy").toString()));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
    }

    private void startOneWorker(String... more) throws IOException {
        startOneWorker(0, more);
    }

    private void startOneWorker(int port, String... more) throws IOException {
        List<String> flags = new ArrayList<>(List.of(ONE_WORKER));
        flags.addAll(List.of("--port", "" + port));
        flags.addAll(List.of(more));
        start(flags.toArray(String[]::new));
    }

    private int exitCode() throws InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended").isTrue();
        return process.exitValue();
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    /** A client of worker 0, once the server listens. */
    private GrpcClient client() throws IOException, InterruptedException {
        Path ports = directory.resolve("ports");
        while (!Files.exists(ports) || !Files.readString(ports).endsWith("\n")) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as(log()).isFalse();
        }
        int port = Integer.parseInt(Files.readString(ports).split(" ")[0]);
        String token = Files.readString(directory.resolve("tokens/worker-0")).strip();
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        return new GrpcClient(vertx, address, token, ClientOptions.defaults());
    }

    private void oneRound(GrpcClient client, long version) {
        await(client.push(new Contribution(0, version, new float[] {1, 2})));
        Model next = await(client.pull(version));
        assertThat(next.version()).isEqualTo(version + 1);
    }

    @Test
    void aFinishedJobLeavesItsModelAndLogAndEndsWithZero() throws Exception {
        Path rounds = directory.resolve("rounds.jsonl");
        startOneWorker("--rounds", "2", "--round-log", rounds.toString(), "--save-every", "1");
        GrpcClient client = client();
        oneRound(client, 0);
        oneRound(client, 1);
        assertThat(exitCode()).as(log()).isZero();
        assertThat(NpyFile.readVector(directory.resolve("model.npy"))).containsExactly(-2, -4);
        assertThat(Files.readAllLines(rounds)).hasSize(2);
        assertThat(new JsonObject(Files.readAllLines(rounds).get(1)).getLong("version"))
                .isEqualTo(2);
        assertThat(log())
                .contains("rule mean, n=1, f=0, quorum=1, d=2")
                .contains("kernels")
                .contains("listening on 127.0.0.1:");
    }

    @Test
    void aFailedJobSaysWhyLeavesItsLastModelAndEndsWithThree() throws Exception {
        startOneWorker("--rounds", "2", "--round-timeout", "1500");
        oneRound(client(), 0);
        assertThat(exitCode()).as(log()).isEqualTo(3);
        assertThat(log()).contains("round 1: 0 of at least 1 gradients within 1.5 s (n=1, f=0)");
        assertThat(NpyFile.readVector(directory.resolve("model.npy"))).containsExactly(-1, -2);
    }

    @Test
    void sigtermLeavesTheModelAndEndsWithZero() throws Exception {
        startOneWorker("--rounds", "1000");
        oneRound(client(), 0);
        process.destroy();
        assertThat(exitCode()).as(log()).isZero();
        assertThat(NpyFile.readVector(directory.resolve("model.npy"))).containsExactly(-1, -2);
    }

    @Test
    void badValuesAreAllNamedAndEndWithTwo() throws Exception {
        startOneWorker("--rounds", "0", "--optimiser", "magic");
        assertThat(exitCode()).isEqualTo(2);
        assertThat(log()).contains("no optimiser 'magic'");
        startOneWorker();
        assertThat(exitCode()).isEqualTo(2);
        assertThat(log()).contains("Missing required option: '--rounds");
        startOneWorker("--config", "gone.yaml");
        assertThat(exitCode()).isEqualTo(2);
        assertThat(log()).contains("gone.yaml: cannot be read");
    }

    @Test
    void aPortThatIsTakenEndsWithOne() throws Exception {
        var taken = await(vertx.createNetServer().connectHandler(c -> {}).listen(0, "127.0.0.1"));
        startOneWorker(taken.actualPort(), "--rounds", "1");
        assertThat(exitCode()).isEqualTo(1);
        assertThat(log()).contains("Address already in use");
    }
}
