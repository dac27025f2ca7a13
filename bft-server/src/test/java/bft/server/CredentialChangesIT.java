package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.server.config.ServerConfig;
import bft.server.session.Authenticator;
import bft.server.session.Enrolments;
import bft.server.session.Identification;
import bft.server.session.TokenStore;
import bft.server.wire.WireSettings;
import bft.worker.tls.PemIdentity;
import bft.worker.verdict.Refusal;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that expire, are revoked or replaced while a job runs, and whole jobs over TLS. */
@Timeout(240)
class CredentialChangesIT {
    private static final Path OPENSSL = Path.of("target", "openssl");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir Path directory;
    private volatile Instant now = Instant.now();

    private TestServer start(int ownerCap) throws IOException {
        ServerConfig plain = TestServer.config(4, 1_000, 30_000);
        WireSettings wire = plain.wire();
        for (int worker = 1; worker < TestServer.N; worker++) {
            Path file = directory.resolve("worker-" + worker);
            Files.writeString(file, TestServer.token(worker));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        var store = TokenStore.open(directory, TestServer.N, false);
        InstantSource clock = () -> now;
        return new TestServer(
                new ServerConfig(
                        "secret-job",
                        plain.job(),
                        plain.task(),
                        plain.initial(),
                        new Authenticator(Identification.TOKEN, store, clock),
                        plain.endpoints(),
                        new WireSettings(
                                wire.limits(),
                                wire.codecs(),
                                wire.eventLoops(),
                                OptionalInt.of(ownerCap)),
                        plain.output(),
                        plain.drainMillis(),
                        plain.threads()));
    }

    private String enrol(String name, String owner) throws IOException {
        var wanted =
                new Enrolments.Wanted(
                        name,
                        Optional.empty(),
                        Optional.of(owner),
                        Optional.of(now.plus(Duration.ofDays(1))),
                        true,
                        HOUR);
        return enrolments().enrol(wanted, new SecureRandom()).token();
    }

    private Enrolments enrolments() {
        return new Enrolments(directory, now);
    }

    /** Waits for the pull of a worker to be refused and its connection to be closed. */
    private static void assertIsDismissed(RawClient worker, Runnable change) {
        assertThat(await(worker.join()).status()).isEqualTo(GrpcStatus.OK);
        await(worker.call(Protocol.PULL, Messages.encode(new PullRequest(-1, 0))));
        var pull = await(worker.open(Protocol.PULL));
        Promise<Void> closed = Promise.promise();
        pull.request().connection().closeHandler(closed::complete);
        pull.request().end(Messages.encode(new PullRequest(0, 60_000)));
        change.run();
        RawClient.Answer answer = await(pull.answer());
        assertThat(answer.status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
        assertThat(answer.messages()).isEmpty();
        await(closed.future());
        MutualTlsIT.assertLearnsNothing(worker);
    }

    @Test
    void aTokenThatIsRevokedWhileItsWorkerIsConnectedIsWorthNothing() throws Exception {
        String token = enrol("alice", "a");
        try (var s = start(9)) {
            assertIsDismissed(
                    s.raw(token),
                    () -> {
                        try {
                            enrolments().revoke("alice");
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            assertThat(await(s.client(1).join()).worker()).as("others go on").isEqualTo(1);
        }
    }

    @Test
    void aTokenThatExpiresWhileItsWorkerIsConnectedIsWorthNothing() throws Exception {
        String token = enrol("alice", "a");
        try (var s = start(9)) {
            assertIsDismissed(s.raw(token), () -> now = now.plus(Duration.ofDays(1)));
            assertThat(await(s.client(1).join()).worker()).as("others go on").isEqualTo(1);
        }
    }

    @Test
    void anotherTokenOfAWorkerIsTakenBesideTheFirstUntilThatHasExpired() throws Exception {
        String first = enrol("alice", "a");
        try (var s = start(9)) {
            assertThat(await(s.client(first).join()).worker()).isZero();
            String second = enrol("alice", "a");
            GrpcStatus status = GrpcStatus.UNAUTHENTICATED;
            while (status == GrpcStatus.UNAUTHENTICATED) {
                status = await(s.raw(second).call(Protocol.STATUS, Messages.empty())).status();
            }
            assertThat(status).isEqualTo(GrpcStatus.OK);
            assertThat(await(s.client(first).status()).job()).isEqualTo("secret-job");
            now = now.plus(HOUR);
            MutualTlsIT.assertLearnsNothing(s.raw(first));
            assertThat(await(s.client(second).join()).worker()).isZero();
        }
    }

    @Test
    void anOwnersSecondWorkerIsNotAdmittedAndAnothersIs() throws Exception {
        List<String> tokens = new ArrayList<>();
        tokens.add(enrol("one", "alice"));
        tokens.add(enrol("two", "alice"));
        tokens.add(enrol("three", "bob"));
        try (var s = start(1)) {
            assertThat(await(s.raw(tokens.get(0)).join()).status()).isEqualTo(GrpcStatus.OK);
            RawClient second = s.raw(tokens.get(1));
            for (var answer :
                    List.of(
                            await(second.join()),
                            await(
                                    second.call(
                                            Protocol.PULL,
                                            Messages.encode(new PullRequest(-1, 0)))))) {
                assertThat(answer.status()).isEqualTo(GrpcStatus.PERMISSION_DENIED);
                assertThat(answer.reason()).isEqualTo(Refusal.OWNER_FULL.name());
                assertThat(answer.messages()).isEmpty();
            }
            var bobs = s.raw(tokens.get(2));
            assertThat(await(bobs.join()).status()).isEqualTo(GrpcStatus.OK);
        }
    }

    /** With or without Netty's OpenSSL. */
    private static String classPath(boolean hasOpenSsl) {
        String all = System.getProperty("java.class.path");
        return hasOpenSsl
                ? all + File.pathSeparator + OPENSSL.toAbsolutePath() + File.separator + "*"
                : all;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void processesTrainOverMutualTls(boolean hasOpenSsl) throws Exception {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        assumeTrue(
                !hasOpenSsl || system.equals("Linux amd64"),
                "the test's OpenSSL is for Linux on amd64, this is " + system);
        var authority = new TestAuthority(directory, "ca");
        PemIdentity.Files own = authority.signServer("server");
        Path token = Files.writeString(directory.resolve("operator"), "0123456789abcdef\n");
        try (var server =
                new ServerRun(
                        directory,
                        "--workers=3",
                        "--byzantine=1",
                        "--rule=median",
                        "--rounds=20",
                        "--dimension=2570",
                        "--model=softmax",
                        "--tls-certificate=" + own.certificate(),
                        "--tls-key=" + own.key(),
                        "--tls-client-ca=" + authority.certificate,
                        "--admin-tls-certificate=" + own.certificate(),
                        "--admin-tls-key=" + own.key(),
                        "--admin-token-file=" + token)) {
            server.setClassPath(classPath(hasOpenSsl));
            server.startAndListen();
            String[] ports = server.ports();
            assertThat(TestAuthority.get(ports[1], "")).isEqualTo("401");
            assertThat(TestAuthority.get(ports[1], "0123456789abcdeF")).isEqualTo("401");
            assertThat(TestAuthority.get(ports[1], "0123456789abcdef")).startsWith("200 {\"job\"");
            List<Process> workers = new ArrayList<>();
            for (int worker = 0; worker < 3; worker++) {
                var files = authority.sign("w" + worker, "worker-" + worker);
                workers.add(worker(ports[0], authority, files, classPath(hasOpenSsl)));
            }
            if (hasOpenSsl) {
                assertThat(server.memoryMaps()).contains("netty_tcnative");
            }
            assertThat(server.exitCode()).as(server.log()).isZero();
            for (Process worker : workers) {
                assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
                String log = Files.readString(directory.resolve("workers"));
                assertThat(worker.exitValue()).as(log).isZero();
            }
            assertThat(server.log())
                    .contains("TLS 1.3 and 1.2 by " + (hasOpenSsl ? "OpenSSL" : "the JDK's"))
                    .contains("workers are identified by certificate")
                    .contains("job finished at version 20");
        }
    }

    private Process worker(
            String port, TestAuthority authority, PemIdentity.Files own, String classPath)
            throws IOException {
        var log = ProcessBuilder.Redirect.appendTo(directory.resolve("workers").toFile());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "bft.worker.WorkerMain",
                        "--server=127.0.0.1:" + port,
                        "--tls-ca=" + authority.certificate,
                        "--tls-certificate=" + own.certificate(),
                        "--tls-key=" + own.key())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }
}
