package bft.server;

import static bft.server.RawClient.header;
import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import bft.aggregation.admission.Contribution;
import bft.server.config.Endpoints;
import bft.server.config.Protection;
import bft.server.config.ServerConfig;
import bft.server.session.Authenticator;
import bft.server.session.Enrolments;
import bft.server.session.Identification;
import bft.server.session.TokenStore;
import bft.server.tls.ServerTls;
import bft.worker.client.Access;
import bft.worker.client.CallException;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.tls.ClientTls;
import bft.worker.tls.PemIdentity;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.wire.JoinRequest;
import bft.worker.wire.Messages;
import bft.worker.wire.Protocol;
import bft.worker.wire.PullRequest;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may call a server that speaks TLS, over sockets. */
@Timeout(120)
class MutualTlsIT {
    private static final Optional<String> NO_TOKEN = Optional.empty();

    @TempDir Path directory;
    private TestAuthority authority;
    private PemIdentity.Files servers;
    private volatile Instant now = Instant.now();

    @BeforeEach
    void sign() {
        authority = new TestAuthority(directory, "ca");
        servers = authority.signServer("server");
    }

    private TestServer start(Identification identity) throws IOException {
        ServerConfig plain = TestServer.config(4, 1_000, 30_000);
        Optional<Path> clients =
                identity == Identification.TOKEN
                        ? Optional.empty()
                        : Optional.of(authority.certificate);
        var protection =
                new Protection(
                        Optional.of(ServerTls.open(servers, clients)),
                        Optional.empty(),
                        Optional.empty(),
                        false);
        Files.createDirectories(tokens());
        for (int worker = 0; worker < TestServer.N; worker++) {
            Files.writeString(tokens().resolve("worker-" + worker), TestServer.token(worker));
        }
        for (Path file : Files.list(tokens()).toList()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        var store = TokenStore.open(tokens(), TestServer.N, false);
        InstantSource clock = () -> now;
        return new TestServer(
                new ServerConfig(
                        "secret-job",
                        plain.job(),
                        plain.task(),
                        plain.initial(),
                        new Authenticator(identity, store, clock),
                        new Endpoints("127.0.0.1", 0, "127.0.0.1", 0, protection),
                        plain.wire(),
                        plain.output(),
                        plain.drainMillis(),
                        plain.threads()));
    }

    private Path tokens() {
        return directory.resolve("tokens");
    }

    private Enrolments enrolments() {
        return new Enrolments(tokens(), now);
    }

    private GrpcClient client(TestServer s, Optional<String> token, ClientTls tls) {
        var address = SocketAddress.inetSocketAddress(s.server.port(), "127.0.0.1");
        return new GrpcClient(
                s.vertx,
                address,
                new Access(token, Optional.of(tls)),
                ClientOptions.defaults().withGiveUpMillis(1_000));
    }

    private ClientTls with(PemIdentity.Files own) throws IOException {
        return authority.client(Optional.of(own));
    }

    /** Every call that there is. */
    private static Map<ServiceMethod<Buffer, Buffer>, Buffer> calls() {
        Map<ServiceMethod<Buffer, Buffer>, Buffer> calls = new LinkedHashMap<>();
        calls.put(
                Protocol.JOIN,
                Messages.encode(new JoinRequest(Protocol.VERSION, JoinRequest.UNNAMED)));
        calls.put(Protocol.PULL, Messages.encode(new PullRequest(-1, 0)));
        calls.put(Protocol.PUSH, header(0, 1, 4));
        calls.put(Protocol.STATUS, Messages.empty());
        calls.put(Protocol.LEAVE, Messages.encodeLeave("done"));
        return calls;
    }

    static void assertLearnsNothing(RawClient stranger) {
        calls().forEach(
                        (method, message) -> {
                            RawClient.Answer answer = await(stranger.call(method, message));
                            assertThat(answer.status())
                                    .as(method.methodName())
                                    .isEqualTo(GrpcStatus.UNAUTHENTICATED);
                            assertThat(answer.messages()).isEmpty();
                            assertThat(answer.reason()).isEqualTo(Refusal.UNKNOWN_WORKER.name());
                            assertThat(answer.detail()).doesNotContain("secret-job");
                        });
    }

    @Test
    void theNameInACertificateIsTheWorker() throws IOException {
        try (var s = start(Identification.CERTIFICATE)) {
            enrolments().enrol(wanted("urn:lab:alice", Optional.empty(), false), random());
            var alice = authority.sign("alice", "urn:lab:alice");
            var slot = authority.sign("one", "worker-1");
            try (var one = client(s, NO_TOKEN, with(slot))) {
                assertThat(await(one.join()).worker()).isEqualTo(1);
            }
            String taken = "worker 3's token is revoked, so the slot is alice's";
            assertThat(enrolments().list()).as(taken).hasSize(TestServer.N + 1);
            try (var other = client(s, NO_TOKEN, with(alice))) {
                assertThatThrownBy(() -> await(other.join()))
                        .as("there is no slot with this number")
                        .hasMessageContaining("UNAUTHENTICATED");
            }
        }
    }

    private static Enrolments.Wanted wanted(
            String name, Optional<Duration> expires, boolean token) {
        return new Enrolments.Wanted(
                name,
                Optional.empty(),
                Optional.empty(),
                expires.map(Instant.now()::plus),
                token,
                Duration.ofHours(1));
    }

    private static SecureRandom random() {
        return new SecureRandom();
    }

    @Test
    void whoShowsNoCertificateLearnsNothing() throws IOException {
        try (var s = start(Identification.CERTIFICATE)) {
            ClientTls none = authority.client(Optional.empty());
            assertLearnsNothing(new RawClient(s.vertx, s.server.port(), "", none));
            assertLearnsNothing(new RawClient(s.vertx, s.server.port(), TestServer.token(0), none));
        }
    }

    @Test
    void aCertificateThatIsNoWorkersLearnsNothing() throws IOException {
        try (var s = start(Identification.CERTIFICATE)) {
            for (String name : new String[] {"worker-4", "worker-01", "somebody", "worker-1.x"}) {
                var tls = with(authority.sign("other", name));
                assertLearnsNothing(new RawClient(s.vertx, s.server.port(), "", tls));
            }
            var two = with(authority.sign("two", "worker-1", "worker-2"));
            assertLearnsNothing(new RawClient(s.vertx, s.server.port(), "", two));
        }
    }

    @Test
    void anotherAuthoritysCertificateAndAnExpiredOneEndTheConnection() throws IOException {
        try (var s = start(Identification.CERTIFICATE)) {
            var forger = new TestAuthority(directory, "forger");
            assertThat(refusal(s, forger.sign("forged", "worker-0")))
                    .as("another authority")
                    .isNotEmpty();
            var old = authority.sign("old", Instant.now().minusSeconds(9), "worker-0");
            assertThat(refusal(s, old)).as("expired").isNotEmpty();
            assertThat(refusal(s, authority.sign("good", "worker-0"))).isEmpty();
            assertThatThrownBy(() -> with(old))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("old.pem: the certificate has expired on ");
            assertThat(s.connected).isEmpty();
        }
    }

    @Test
    void aCertificateThatExpiresWhileItsWorkerIsConnectedIsWorthNothing() throws Exception {
        try (var s = start(Identification.CERTIFICATE)) {
            RawClient worker =
                    new RawClient(
                            s.vertx, s.server.port(), "", with(authority.sign("zero", "worker-0")));
            var open = await(worker.open(Protocol.STATUS));
            Promise<Void> closed = Promise.promise();
            open.request().connection().closeHandler(closed::complete);
            open.request().end(Messages.empty());
            assertThat(await(open.answer()).status()).isEqualTo(GrpcStatus.OK);
            now = now.plus(Duration.ofDays(3));
            await(closed.future());
            assertLearnsNothing(worker);
        }
    }

    @Test
    void aTokenOfOneAndTheCertificateOfAnotherAreNobodys() throws IOException {
        try (var s = start(Identification.BOTH)) {
            ClientTls one = with(authority.sign("one", "worker-1"));
            assertLearnsNothing(new RawClient(s.vertx, s.server.port(), TestServer.token(0), one));
            assertLearnsNothing(new RawClient(s.vertx, s.server.port(), "", one));
            try (var client = client(s, Optional.of(TestServer.token(1)), one)) {
                assertThat(await(client.join()).worker()).isEqualTo(1);
            }
        }
    }

    @Test
    void whoDoesNotTrustTheServerSendsItNothing() throws IOException {
        try (var s = start(Identification.TOKEN)) {
            var other = new TestAuthority(directory, "other-ca");
            try (var client =
                    client(s, Optional.of(TestServer.token(0)), other.client(Optional.empty()))) {
                assertThat(catchThrowable(() -> await(client.join())))
                        .isInstanceOf(CallException.class)
                        .hasMessageStartingWith(
                                "UNAUTHENTICATED: TLS: the server's certificate is not trusted");
            }
            assertThat(s.connected).isEmpty();
            assertThat(s.refusals).as("no call has arrived").isEmpty();
        }
    }

    @Test
    void aServerWithAnotherNameIsNotTrusted() throws IOException {
        servers = authority.sign("server", "elsewhere.test");
        try (var s = start(Identification.TOKEN);
                var client =
                        client(
                                s,
                                Optional.of(TestServer.token(0)),
                                authority.client(Optional.empty()))) {
            assertThat(catchThrowable(() -> await(client.join())))
                    .hasMessageStartingWith("UNAUTHENTICATED: TLS")
                    .hasMessageContaining("127.0.0.1");
            assertThat(s.connected).isEmpty();
        }
    }

    @Test
    void plainTextGetsNoAnswer() throws IOException {
        try (var s = start(Identification.TOKEN);
                var socket = new Socket("127.0.0.1", s.server.port())) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes());
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(answer.length).as("an alert at most").isLessThanOrEqualTo(7);
        }
    }

    /** A greeting written by hand, as the JDK's client refuses to speak so old a version. */
    @Test
    void tls11IsRefused() throws IOException {
        String hello =
                "0302" // TLS 1.1
                        + "00".repeat(32) // random
                        + "00" // no session
                        + "0004c013002f" // ECDHE-RSA-AES128-SHA, AES128-SHA
                        + "0100"; // no compression
        String handshake = "01" + "%06x".formatted(hello.length() / 2) + hello;
        byte[] sent =
                HexFormat.of().parseHex("160301%04x".formatted(handshake.length() / 2) + handshake);
        try (var s = start(Identification.TOKEN);
                var socket = new Socket("127.0.0.1", s.server.port())) {
            socket.getOutputStream().write(sent);
            InputStream in = socket.getInputStream();
            String alert = HexFormat.of().formatHex(in.readNBytes(7));
            assertThat(alert).as("fatal: protocol version").matches("1503..00020246");
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aNewCertificateIsForNewConnectionsAndTheJobGoesOn() throws Exception {
        try (var s = start(Identification.TOKEN)) {
            ClientTls tls = authority.client(Optional.empty());
            try (var one = client(s, Optional.of(TestServer.token(0)), tls);
                    var two = client(s, Optional.of(TestServer.token(1)), tls);
                    var three = client(s, Optional.of(TestServer.token(2)), tls)) {
                GrpcClient[] workers = {one, two, three};
                round(workers, 0);
                String before = presented(s);

                // For a moment the key does not fit; only both together are used.
                var next = new TestAuthority(directory, "unused").signServer("unused");
                Files.copy(next.key(), servers.key(), StandardCopyOption.REPLACE_EXISTING);
                awaitHealth(s, "is not the key of the certificate");
                assertThat(presented(s)).isEqualTo(before);

                authority.signServer("server");
                awaitHealth(s, "\"problems\":[]");
                String after = before;
                while (after.equals(before)) {
                    after = presented(s);
                }
                for (int i = 0; i < 8; i++) {
                    assertThat(presented(s)).as("whichever event loop").isEqualTo(after);
                }
                round(workers, 1);
                assertThat(s.metric("bft_connections_open")).isLessThanOrEqualTo(12);
                assertThat(s.metric("bft_connections_total{event=\"accepted\",}"))
                        .isGreaterThan(11);
            }
        }
    }

    private static void awaitHealth(TestServer s, String part) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        var at = URI.create("http://127.0.0.1:" + s.server.adminPort() + "/health");
        var request = HttpRequest.newBuilder(at).build();
        String health = "";
        while (!health.contains(part)) {
            health = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static void round(GrpcClient[] workers, long version) {
        for (int worker = 0; worker < workers.length; worker++) {
            var push = new Contribution(worker, version, new float[] {1, 1, 1, 1});
            if (worker < workers.length - 1) {
                workers[worker].push(push);
            } else {
                assertThat(await(workers[worker].push(push))).isInstanceOf(Accepted.class);
            }
        }
        await(workers[0].pull(version));
    }

    /** The serial number of the certificate that a new connection is shown. */
    private static String presented(TestServer s) throws Exception {
        try (SSLSocket socket = TestAuthority.connect(s.server.port(), Optional.empty())) {
            var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSerialNumber().toString();
        }
    }

    /** How the connection ended, by an alert or a closed socket; empty if the server speaks. */
    private static String refusal(TestServer s, PemIdentity.Files own) {
        try (SSLSocket socket = TestAuthority.connect(s.server.port(), Optional.of(own))) {
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes());
            return socket.getInputStream().read() >= 0 ? "" : "closed";
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
