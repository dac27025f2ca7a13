package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.admission.Contribution;
import bft.server.model.NpyFile;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.wire.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        "--schedule",
        "1",
        "--admin-port",
        "0",
        "--create-tokens"
    };

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<String> before = new ArrayList<>();
    private final List<String> jvm = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    private final HttpClient admin = vertx.createHttpClient();
    private Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
        await(vertx.close());
    }

    private void start(String... flags) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("bft.server.ServerMain");
        command.addAll(List.of(flags));
        command.addAll(List.of("--tokens", directory.resolve("tokens").toString()));
        command.addAll(List.of("--port-file", directory.resolve("ports").toString()));
        if (!command.contains("--model-file")) {
            command.addAll(List.of("--model-file", directory.resolve("model.npy").toString()));
        }
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
        List<String> given = List.of(more);
        if (!given.contains("--port")) {
            flags.addAll(List.of("--port", "" + port));
        }
        flags.addAll(given);
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
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        return new GrpcClient(vertx, address, token(), ClientOptions.defaults());
    }

    private String token() throws IOException {
        return Files.readString(directory.resolve("tokens/worker-0")).strip();
    }

    /** What operators must never see. */
    private void assertNoStack() throws IOException {
        assertThat(log()).doesNotContain("\tat ").doesNotContain("Exception");
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
        startOneWorker("--rounds", "2", "--round-timeout", "1500", "--drain-timeout", "300");
        oneRound(client(), 0);
        assertThat(exitCode()).as(log()).isEqualTo(3);
        assertThat(log()).contains("round 1: 0 of at least 1 gradients within 1.5 s (n=1, f=0)");
        assertThat(NpyFile.readVector(directory.resolve("model.npy"))).containsExactly(-1, -2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP"})
    void aSignalLeavesTheModelTellsABusyWorkerAndEndsWithFive(String signal) throws Exception {
        before.addAll(List.of("env", "--default-signal=" + signal));
        Path rounds = directory.resolve("rounds.jsonl");
        startOneWorker("--rounds", "1000", "--round-log", rounds.toString());
        GrpcClient client = client();
        oneRound(client, 0);
        signal(signal);
        awaitEnd();
        var late = await(client.push(new Contribution(0, 1, new float[] {1, 2})));
        assertThat(late)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.JOB_ENDED));
        assertThatThrownBy(() -> await(client.pull(1))).hasMessageContaining("stopped by a signal");
        assertThat(exitCode()).as(log()).isEqualTo(5);
        assertThat(NpyFile.readVector(directory.resolve("model.npy"))).containsExactly(-1, -2);
        assertThat(Files.readString(rounds)).endsWith("}\n");
        assertThat(log()).contains("job ended early: stopped by a signal");
    }

    @Test
    void aWorkerWhoseConnectionBreaksAtTheEndHearsOfItWhenItComesBack() throws Exception {
        startOneWorker("--rounds", "1000");
        GrpcClient client = client();
        oneRound(client, 0);
        signal("TERM");
        awaitEnd();
        client.close();
        GrpcClient again = client();
        assertThatThrownBy(() -> await(again.pull(1))).hasMessageContaining("stopped by a signal");
        assertThat(exitCode()).as(log()).isEqualTo(5);
    }

    private void awaitEnd() throws IOException {
        while (!health().getString("state").equals("FAILED")) {
            assertThat(process.isAlive()).as(log()).isTrue();
        }
    }

    @Test
    void withNohupItOutlivesItsTerminal() throws Exception {
        before.add("nohup");
        startOneWorker("--rounds", "2");
        GrpcClient client = client();
        oneRound(client, 0);
        signal("HUP");
        oneRound(client, 1);
        assertThat(exitCode()).as(log()).isZero();
    }

    private void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-s", name, "" + process.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    private JsonObject health() throws IOException {
        String ports = Files.readString(directory.resolve("ports")).strip();
        return await(
                admin.request(
                                HttpMethod.GET,
                                Integer.parseInt(ports.split(" ")[1]),
                                "127.0.0.1",
                                "/health")
                        .compose(request -> request.send())
                        .compose(response -> response.body())
                        .map(body -> body.toJsonObject()));
    }

    @Test
    void badValuesAreAllNamedAndEndWithTwo() throws Exception {
        startOneWorker("--rounds", "0", "--optimiser", "magic");
        assertThat(exitCode()).isEqualTo(2);
        assertThat(log())
                .contains("no optimiser 'magic'")
                .contains("--rounds must be a whole number of at least 1, got '0'");
        startOneWorker();
        assertThat(exitCode()).isEqualTo(2);
        assertThat(log().lines())
                .containsExactly("bft-server: Missing required option: '--rounds=N'");
        startOneWorker("--config", "gone.yaml");
        assertThat(exitCode()).isEqualTo(2);
        assertThat(log()).contains("gone.yaml: cannot be read");
        startOneWorker("--rounds", "9999999999999999999");
        assertThat(exitCode()).isEqualTo(2);
        assertThat(log())
                .contains(
                        "--rounds must be a whole number of at least 1, got '9999999999999999999'");
    }

    @Test
    void outputsThatCannotBeWrittenAreToldBeforeTheStart() throws Exception {
        Path lost = directory.resolve("no/model.npy");
        startOneWorker(
                "--rounds", "1", "--model-file", lost.toString(), "--round-log", "" + directory);
        assertThat(exitCode()).isEqualTo(2);
        assertThat(log().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("--model-file " + lost + ": there is no folder"))
                .anyMatch(line -> line.contains("--round-log '" + directory + "' is a folder"));
    }

    @Test
    void aFullDiskIsToldAndEndsWithFourAndNothingIsHalfWritten() throws Exception {
        before.addAll(List.of("bash", "-c", "ulimit -f 2; exec \"$@\"", "limited"));
        jvm.add("-XX:-UsePerfData");
        Path initial = directory.resolve("initial.npy");
        NpyFile.write(initial, new float[100]);
        Path rounds = directory.resolve("rounds.jsonl");
        Path models = directory.resolve("model-{version}.npy");
        startOneWorker(
                "--rounds", "12", "--round-log", rounds.toString(), "--model-file", "" + models);
        GrpcClient client = client();
        for (long version = 0; version < 12; version++) {
            oneRound(client, version);
        }
        assertThat(exitCode()).as(log()).isEqualTo(4);
        List<String> whole = Files.readAllLines(rounds);
        assertThat(whole).hasSizeBetween(1, 11);
        assertThat(Files.readString(rounds)).endsWith("}\n");
        assertThat(new JsonObject(whole.get(whole.size() - 1)).getLong("version"))
                .isEqualTo(whole.size());
        assertThat(log()).contains("round log ends before").contains("job finished at version 12");
        assertNoStack();
    }

    @Test
    void aFailedJobSaysWhyThoughItsModelCannotBeWritten() throws Exception {
        Path model = directory.resolve("gone/model.npy");
        Files.createDirectory(model.getParent());
        startOneWorker(
                "--rounds",
                "2",
                "--round-timeout",
                "1500",
                "--drain-timeout",
                "300",
                "--model-file",
                model.toString());
        oneRound(client(), 0);
        Files.delete(model.getParent());
        assertThat(exitCode()).as(log()).isEqualTo(4);
        assertThat(log())
                .contains("not written in full: model of version 1: ")
                .contains("model.npy.partial: no such file or folder")
                .matches("(?s).*ERROR [^\\n]*ended early: round 1: 0 of at least 1[^\\n]*\\n");
        assertNoStack();
    }

    @Test
    void aPortThatIsTakenEndsWithOneAndSaysWhichAndHowToFindItsHolder() throws Exception {
        var taken = await(vertx.createNetServer().connectHandler(c -> {}).listen(0, "127.0.0.1"));
        int port = taken.actualPort();
        Path rounds = Files.writeString(directory.resolve("rounds.jsonl"), "of its holder\n");
        startOneWorker(port, "--rounds", "1", "--round-log", rounds.toString());
        assertThat(exitCode()).isEqualTo(1);
        assertThat(rounds).hasContent("of its holder\n");
        assertThat(log().lines())
                .singleElement()
                .asString()
                .startsWith("bft-server: --port " + port + ": cannot listen on 127.0.0.1:" + port)
                .contains("Address already in use; `ss -ltnp 'sport = :" + port + "'`");
    }

    /** What is different from machine to machine: no temporary files, other digits, IPv6. */
    @Test
    void neitherTemporaryFilesNorTheLocaleMatter() throws Exception {
        Path noFolder = Files.writeString(directory.resolve("tmp"), "");
        jvm.addAll(
                List.of(
                        "-Djava.io.tmpdir=" + noFolder,
                        "-Duser.language=ar",
                        "-Duser.country=EG",
                        "-Duser.extensions=nu-arab"));
        Path rounds = directory.resolve("rounds.jsonl");
        startOneWorker("--rounds", "1", "--round-log", rounds.toString());
        oneRound(client(), 0);
        assertThat(exitCode()).as(log()).isZero();
        assertThat(log()).matches("\\p{ASCII}*").contains("n=1, f=0, quorum=1, d=2");
        assertThat(Files.readString(rounds)).matches("\\p{ASCII}*").contains("\"version\":1");
    }

    @Test
    void workersAndOperatorsReachItOverIpv6() throws Exception {
        startOneWorker("--rounds", "1", "--host", "[::1]", "--admin-host", "::1");
        client();
        String ports = Files.readString(directory.resolve("ports")).strip();
        int port = Integer.parseInt(ports.split(" ")[0]);
        assertThat(log()).contains("listening on [::1]:" + port + ", admin on [::1]:");
        var options =
                new RequestOptions()
                        .setServer(SocketAddress.inetSocketAddress(port, "::1"))
                        .setHost("[::1]")
                        .setPort(port)
                        .setMethod(HttpMethod.POST)
                        .setURI("/bft.v1.ParameterServer/Status")
                        .putHeader("content-type", "application/grpc")
                        .putHeader(Protocol.AUTHORIZATION, Protocol.BEARER + token());
        var http2 =
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false);
        var answer =
                await(
                        vertx.createHttpClient(http2)
                                .request(options)
                                .compose(request -> request.send(Buffer.buffer(new byte[5])))
                                .compose(response -> response.body()));
        assertThat(answer.toString()).contains("0 of at least 1 workers joined");
    }

    @Test
    void aJobThatIsTooLargeForTheJvmIsRefusedWithWhatItNeeds() throws Exception {
        jvm.add("-Xmx64m");
        startOneWorker("--rounds", "1", "--save-every", "1", "--host", "localhost");
        client();
        process.destroyForcibly().waitFor();
        Files.delete(directory.resolve("ports"));
        Path initial = directory.resolve("initial.npy");
        NpyFile.write(initial, new float[1_000_000]);
        List<String> flags = new ArrayList<>(List.of(ONE_WORKER));
        flags.set(flags.indexOf("--dimension"), "--initial");
        flags.set(flags.indexOf("--initial") + 1, initial.toString());
        flags.addAll(List.of("--rounds", "1"));
        start(flags.toArray(String[]::new));
        assertThat(exitCode()).isEqualTo(2);
        assertThat(log().lines())
                .singleElement()
                .asString()
                .startsWith("bft-server: the job needs -Xmx86m, the JVM has -Xmx64m: 1 gradients");
    }
}
