package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.Worker;
import bft.worker.WorkerReport;
import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server process that is stopped or killed under its workers, and goes on or comes back. */
@Timeout(180)
class ServerInterruptedIT {
    private static final int WORKERS = 3;

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<GrpcClient> clients = new ArrayList<>();
    private Process process;

    @AfterEach
    void end() {
        process.destroyForcibly();
        clients.forEach(GrpcClient::close);
        await(vertx.close());
    }

    private void start(int port, int rounds) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("bft.server.ServerMain");
        command.addAll(List.of("--workers", "3", "--byzantine", "1", "--quorum", "3"));
        command.addAll(List.of("--rule", "median"));
        command.addAll(List.of("--dimension", "2", "--rounds", "" + rounds, "--schedule", "0.01"));
        command.addAll(List.of("--port", "" + port, "--admin-port", "0", "--grace", "20000"));
        command.addAll(List.of("--round-timeout", "5000", "--start-timeout", "60000"));
        command.addAll(List.of("--create-tokens", "--tokens", at("tokens")));
        command.addAll(List.of("--port-file", at("ports"), "--round-log", at("rounds")));
        Files.deleteIfExists(directory.resolve("ports"));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                        .start();
    }

    private String at(String name) {
        return directory.resolve(name).toString();
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    /** The workers' port, once the server listens. */
    private int port() throws IOException, InterruptedException {
        Path ports = directory.resolve("ports");
        while (!Files.exists(ports) || !Files.readString(ports).endsWith("\n")) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as(log()).isFalse();
        }
        return Integer.parseInt(Files.readString(ports).split(" ")[0]);
    }

    private GrpcClient client(int worker, int port) throws IOException {
        String token = Files.readString(directory.resolve("tokens/worker-" + worker)).strip();
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        var client = new GrpcClient(vertx, address, token, ClientOptions.defaults());
        clients.add(client);
        return client;
    }

    /** Real workers, which push ones until the job ends. */
    private List<Future<WorkerReport>> allWork(int port, CompletableFuture<Void> under)
            throws IOException {
        List<Future<WorkerReport>> working = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            GrpcClient client = client(worker, port);
            Computation ones =
                    (model, attempt) -> {
                        if (model.version() == 5) {
                            under.complete(null);
                        }
                        return new float[] {1, 1};
                    };
            working.add(
                    client.join()
                            .compose(
                                    contract -> Worker.run(client, contract, ones, Runnable::run)));
        }
        return working;
    }

    private void assertFinishesWithNobodyBlamed(List<Future<WorkerReport>> working)
            throws Exception {
        for (Future<WorkerReport> worker : working) {
            assertThat(await(worker.map(WorkerReport::message).otherwise(Throwable::getMessage)))
                    .as(log())
                    .contains("finished");
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(process.exitValue()).as(log()).isZero();
        try (Stream<String> rounds = Files.lines(directory.resolve("rounds"))) {
            assertThat(rounds)
                    .allSatisfy(
                            line ->
                                    assertThat(new JsonObject(line).getJsonObject("distrusted"))
                                            .isEmpty());
        }
    }

    private static void signal(String name, Process process) throws Exception {
        int exit =
                new ProcessBuilder("kill", "-" + name, "" + process.pid())
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(exit).isZero();
    }

    @Test
    void aServerThatWasStoppedLongerThanARoundBlamesNobodyAndGoesOn() throws Exception {
        start(0, 300);
        var under = new CompletableFuture<Void>();
        List<Future<WorkerReport>> working = allWork(port(), under);
        under.get(60, TimeUnit.SECONDS);
        signal("STOP", process);
        assertThat(process.waitFor(7, TimeUnit.SECONDS)).as("ended while stopped").isFalse();
        signal("CONT", process);
        assertFinishesWithNobodyBlamed(working);
        assertThat(log()).contains("the process was stopped for ");
    }

    @Test
    void workersOfAServerThatWasKilledGoOnWithTheSameCommandAgain() throws Exception {
        start(0, 400);
        int port = port();
        var under = new CompletableFuture<Void>();
        List<Future<WorkerReport>> working = allWork(port, under);
        under.get(60, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        start(port, 400);
        assertFinishesWithNobodyBlamed(working);
    }
}
