package bft.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.worker.client.FakeServer;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Contract;
import bft.worker.wire.Incarnation;
import bft.worker.wire.JobPhase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerMainTest extends WorkerMainFixture {
    @Test
    void worksUntilTheJobFinishes(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "secret-3\n");
        assertThat(token.toFile().setReadable(false, false)).isTrue();
        assertThat(token.toFile().setReadable(true, true)).isTrue();
        try (FakeServer server = server(softmax.dimension(), softmax.tensors())) {
            int exit = run(server, "--token-file", token.toString(), "--batch", "8");

            assertThat(err.toString()).isEmpty();
            assertThat(exit).isZero();
            assertThat(out.toString().strip())
                    .isEqualTo(
                            "worker 3: the job finished at version 2; gradients: 2 accepted, 0"
                                    + " refused");
            assertThat(server.tokens).containsExactly("Bearer secret-3");
            assertThat(server.pushes).hasSize(2);
            assertThat(server.pushes.get(0).gradient())
                    .isNotEqualTo(server.pushes.get(1).gradient());
        }
    }

    @Test
    void joinsAServerOnAnAddressOfVersionSix() {
        assumeTrue(hasVersionSix(), "skipped: there is no ::1 here");
        try (FakeServer server = server(softmax.dimension(), softmax.tensors(), "::1")) {
            String endpoint = "[::1]:" + server.address().port();

            assertThat(run("--server", endpoint, "--token", "t", "--give-up", "0")).isZero();
            assertThat(err.toString()).isEmpty();
            assertThat(server.authorities).containsOnly(endpoint);
        }
    }

    private static boolean hasVersionSix() {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("::1", 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void warnsOfATokenThatOthersCanRead(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "secret-3\n");
        assumeTrue(
                Files.getFileStore(token).supportsFileAttributeView("posix"),
                "skipped: files have no rights here");
        for (String rights : List.of("rw-r-----", "rw----r--")) {
            Files.setPosixFilePermissions(token, PosixFilePermissions.fromString(rights));
            err.getBuffer().setLength(0);
            try (FakeServer server = server(softmax.dimension(), List.of())) {
                assertThat(run(server, "--token-file", token.toString())).isZero();
            }
            assertThat(err.toString())
                    .startsWith("bft-worker: warning: others can read " + token)
                    .contains(rights, "chmod 600 " + token)
                    .hasLineCount(1);
        }
    }

    @Test
    void aServerThatEndsEarlierThanItSaidHasFinished() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            server.push =
                    request ->
                            server.receive(
                                    request,
                                    () -> {
                                        server.version = 1;
                                        server.state = JobPhase.FINISHED;
                                        server.answerPush(request);
                                    });
            assertThat(run(server, "--token", "t")).isZero();
            assertThat(out.toString()).contains("the job finished at version 1; gradients: 1 acc");
            assertThat(server.pushes).hasSize(1);
        }
    }

    @Test
    void aServerThatGoesOnLongerThanItSaidKeepsItsWorkers() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            Contract first = server.contract;
            server.push =
                    request ->
                            server.receive(
                                    request,
                                    () -> {
                                        server.version++;
                                        server.answerPush(request);
                                        if (server.version == 1) {
                                            server.contract = until(first, 4);
                                            request.connection().close();
                                        }
                                    });
            assertThat(run("--server", server.address().toString(), "--token", "t")).isZero();
            assertThat(out.toString()).contains("the job finished at version 4");
        }
    }

    private static Contract until(Contract c, long finalVersion) {
        return new Contract(
                c.job(),
                c.worker(),
                c.n(),
                c.f(),
                c.dimension(),
                c.task(),
                c.transfer(),
                c.seed(),
                finalVersion,
                c.lastSequence(),
                Incarnation.UNSPECIFIED);
    }

    @Test
    void errorsAreOneLineAndTheCallsThatLedThereAreShownWhenAsked() {
        String[] call = {"--server", "localhost:1", "--token", "t", "--give-up", "0"};
        assertThat(run(call)).isEqualTo(8);
        assertThat(err.toString()).hasLineCount(1);
        assertThat(run(Stream.concat(Stream.of("--debug"), Stream.of(call)).toArray(String[]::new)))
                .isEqualTo(8);
        assertThat(err.toString()).contains("\tat bft.worker.");
    }

    @Test
    void tellsThatItWasRefused() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            server.join =
                    request -> FakeServer.refuse(request, Refusal.UNKNOWN_WORKER, "unknown token");

            assertThat(run(server, "--token", "t")).isEqualTo(7);
            assertThat(err.toString().strip())
                    .isEqualTo("bft-worker: UNAUTHENTICATED: unknown token");
        }
    }

    @Test
    void tellsThatAnotherProcessHasItsSlot() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            server.push =
                    request ->
                            server.receive(
                                    request,
                                    () ->
                                            FakeServer.refuse(
                                                    request, Refusal.SLOT_TAKEN, "another one"));

            assertThat(run(server, "--token", "t")).isEqualTo(9);
            assertThat(err.toString().strip())
                    .isEqualTo("bft-worker: FAILED_PRECONDITION: another one");
            assertThat(server.joins()).isEqualTo(1);
            assertThat(server.leaves).isEmpty();
        }
    }

    @Test
    void tellsThatTheJobFailed() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            server.state = JobPhase.FAILED;
            server.version = -1;

            assertThat(run(server, "--token", "t")).isEqualTo(1);
            assertThat(out.toString()).contains("the job failed at version -1: because");
        }
    }

    @Test
    void tellsThatTheServerIsGone() {
        FakeServer server = server(softmax.dimension(), List.of());
        server.close();

        assertThat(run(server, "--token", "t")).isEqualTo(8);
        assertThat(err.toString()).startsWith("bft-worker: UNAVAILABLE: ");
    }

    @Test
    void readsTheDataBeforeItTakesItsSlot() {
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            assertThat(run(server, "--token", "t", "--data", "nowhere")).isEqualTo(2);
            assertThat(err.toString()).contains("nowhere");
            assertThat(server.looks).hasValue(1);
            assertThat(server.joins()).isZero();
        }
    }

    @Test
    void namesWhatIsWrongWithTheDataOnOneLine(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("own.csv"), "1,a\n?,b\n");
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            assertThat(run(server, "--token", "t", "--data", file.toString())).isEqualTo(2);
        }
        assertThat(err.toString().strip())
                .startsWith("bft-worker: " + file + ", line 2: column 0 has no value, got '?'")
                .hasLineCount(1);
    }

    @Test
    void namesTheReasonOnOneLineWhenTheDataCannotBeRead() {
        assumeTrue(Files.isReadable(Path.of("/proc/self/mem")), "no file that fails when read");
        try (FakeServer server = server(softmax.dimension(), List.of())) {
            assertThat(run(server, "--token", "t", "--data", "/proc/self/mem")).isEqualTo(2);
        }
        assertThat(err.toString().strip())
                .isEqualTo("bft-worker: /proc/self/mem: Input/output error");
    }

    @Test
    void refusesBadArguments(@TempDir Path directory) {
        assertBad("Missing required option: '--server=HOST:PORT'", "--token", "t");
        assertBad("--server must be HOST:PORT", "--server", "localhost", "--token", "t");
        assertBad("got '::1:5000'", "--server", "::1:5000", "--token", "t");
        assertBad("got '[::1]'", "--server", "[::1]", "--token", "t");
        assertBad("got 'localhost:0'", "--server", "localhost:0", "--token", "t");
        assertBad("got 'localhost:70000'", "--server", "localhost:70000", "--token", "t");
        assertBad("give either --token-file or --token", "--server", "localhost:1");
        assertBad("a token needs 1 to 4096", "--server", "localhost:1", "--token", "a b");
        assertBad(
                "cannot read the token file",
                "--server",
                "localhost:1",
                "--token-file",
                directory.resolve("none").toString());
        assertBad(
                "--batch must be a whole number in [1, 65536], got '0'",
                "--server",
                "localhost:1",
                "--token",
                "t",
                "--batch",
                "0");
        assertBad(
                "--log-level must be error, warn, info, debug or trace, got 'loud'",
                "--server",
                "localhost:1",
                "--token",
                "t",
                "--log-level",
                "loud");
        assertBad(
                "no partition 'odd'",
                "--server",
                "localhost:1",
                "--token",
                "t",
                "--partition",
                "odd");
    }

    private void assertBad(String message, String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }
}
