package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.aggregation.rules.Rules;
import bft.server.config.Endpoints;
import bft.server.config.Protection;
import bft.server.config.ServerConfig;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.membership.MembershipRules;
import bft.server.membership.Quarantine;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.synchrony.Synchrony;
import bft.server.web.OperatorToken;
import bft.worker.client.CallException;
import bft.worker.tls.PemIdentity;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.wire.ServerStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members change in a running server: by faults, by time and by the operator. */
@Timeout(120)
class MembersIT {
    private static final String OPERATOR = "the-operator-s-own-token";
    private static final long SECOND = 1_000_000_000;

    @TempDir private Path directory;

    private static ServerConfig config(long quarantineNanos) {
        var settings =
                new JobSettings(
                        TestServer.N,
                        Rules.of("median", TestServer.F),
                        Synchrony.bulkSynchronous(TestServer.N, 3, SECOND / 10),
                        new TrainingPlan(new Sgd(new Schedule.Constant(1)), 100, 7),
                        new Deadlines(60 * SECOND, 30 * SECOND));
        var rules =
                new MembershipRules(new Quarantine(1, quarantineNanos), OptionalInt.empty(), false);
        return TestServer.config(settings.with(rules), 2, 30_000);
    }

    private ServerConfig withOperator(ServerConfig config) throws IOException {
        Path file = Files.writeString(directory.resolve("operator"), OPERATOR);
        var protection =
                new Protection(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(OperatorToken.open(file)),
                        false);
        return TestServer.at(new Endpoints("127.0.0.1", 0, "127.0.0.1", 0, protection), config);
    }

    private record Answer(int status, String body) {}

    private static Answer send(TestServer s, HttpMethod method, String path, String token) {
        return show(s, method, path, "Bearer " + token);
    }

    private static Answer show(TestServer s, HttpMethod method, String path, String credential) {
        return await(
                s.http.request(method, s.server.adminPort(), "127.0.0.1", path)
                        .compose(
                                request ->
                                        request.putHeader(HttpHeaders.AUTHORIZATION, credential)
                                                .send())
                        .compose(
                                response ->
                                        response.body()
                                                .map(
                                                        body ->
                                                                new Answer(
                                                                        response.statusCode(),
                                                                        body.toString()))));
    }

    private static Future<?> push(TestServer s, int worker, long version, float value) {
        return s.client(worker).push(new Contribution(worker, version, new float[] {value, value}));
    }

    @Test
    void aWorkerWithAProvableFaultIsQuarantinedAndReturns() {
        try (var s = new TestServer(config(SECOND / 5))) {
            assertThat(((Refused) await(push(s, 3, 0, Float.NaN))).reason())
                    .isEqualTo(Refusal.NON_FINITE);
            JsonObject health = new JsonObject(s.admin("/health"));
            while (!health.getJsonObject("excluded").isEmpty()) {
                health = new JsonObject(s.admin("/health"));
            }
            Future<?> zero = push(s, 0, 0, 1);
            Future<?> one = push(s, 1, 0, 2);
            assertThat(await(push(s, 2, 0, 3))).isInstanceOf(Accepted.class);
            await(zero);
            await(one);
            assertThat(await(s.client(3).pull(0)).version()).isEqualTo(1);
            assertThat(await(push(s, 3, 1, 1))).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void statusHealthAndMetricsSayWhatIsToleratedAndWhy() throws InterruptedException {
        try (var s = new TestServer(config(Quarantine.FOR_EVER))) {
            for (int worker = 0; worker < TestServer.N; worker++) {
                await(s.client(worker).join());
            }
            s.awaitConnected(TestServer.N);
            assertThat(s.metric("bft_tolerated")).isEqualTo(1);
            await(push(s, 3, 0, Float.NaN));
            assertThat(((Refused) await(push(s, 3, 0, 1))).reason()).isEqualTo(Refusal.QUARANTINED);
            ServerStatus.Guarantee told = await(s.client(0).status()).guarantee().orElseThrow();
            assertThat(told.excluded())
                    .containsEntry(
                            3, "is in quarantine after 1 provable faults, the last NON_FINITE");
            assertThat(told.members()).isEqualTo(4);
            assertThat(new JsonObject(s.admin("/health")).getString("promise"))
                    .isEqualTo(told.tolerance())
                    .isEqualTo("tolerates f = 1 of n = 4");
            assertThat(s.metric("bft_members")).isEqualTo(4);
            assertThat(s.metric("bft_promise{promise=\"tolerates f = 1 of n = 4\",}")).isEqualTo(1);
            JsonObject health = new JsonObject(s.admin("/health"));
            assertThat(health.getJsonObject("variance_to_norm").fieldNames())
                    .contains("ratio", "bound", "source");
            assertThat(told.variance()).isEqualTo("not estimated");
        }
    }

    @Test
    void theOperatorRemovesAndReadmitsAWorker() throws IOException {
        try (var s = new TestServer(withOperator(config(Quarantine.FOR_EVER)))) {
            await(s.client(3).join());
            String remove = "/members/3/remove";
            assertThat(send(s, HttpMethod.POST, remove, "a-guessed-operator-token").status())
                    .isEqualTo(401);
            Answer done = send(s, HttpMethod.POST, remove, OPERATOR);
            assertThat(done.status()).isEqualTo(200);
            assertThat(new JsonObject(done.body()).getJsonObject("tolerance").getInteger("n"))
                    .isEqualTo(3);
            Throwable stopped = Assertions.catchThrowable(() -> await(push(s, 3, 0, 1)));
            assertThat(((CallException) stopped).reason()).contains(Refusal.UNKNOWN_WORKER);
            assertThat(send(s, HttpMethod.POST, "/members/2/remove", OPERATOR))
                    .satisfies(answer -> assertThat(answer.status()).isEqualTo(409))
                    .satisfies(answer -> assertThat(answer.body()).contains("got n=2, f=1"));
            assertThat(send(s, HttpMethod.POST, "/members/9/remove", OPERATOR).body())
                    .isEqualTo(
                            "worker must be in [0, 3], or a name that is enrolled, or both for the same worker, got 9\n");
            assertThat(send(s, HttpMethod.POST, "/members/3/readmit", OPERATOR).status())
                    .isEqualTo(200);
            assertThat(await(push(s, 3, 0, 1))).isInstanceOf(Accepted.class);
        }
    }

    private static String basic(String userAndPassword) {
        byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void aBrowserReadsWithTheTokenAsPasswordButChangesNothing() throws IOException {
        try (var s = new TestServer(withOperator(config(Quarantine.FOR_EVER)))) {
            await(s.client(3).join());
            String password = basic("operator:" + OPERATOR);
            for (String path : List.of("/", "/page.js", "/health", "/members", "/metrics")) {
                assertThat(show(s, HttpMethod.GET, path, password).status()).isEqualTo(200);
                assertThat(show(s, HttpMethod.HEAD, path, password).status()).isEqualTo(200);
            }
            assertThat(show(s, HttpMethod.POST, "/members/3/remove", password).status())
                    .isEqualTo(401);
            assertThat(show(s, HttpMethod.GET, "/metrics", password).body())
                    .contains("\nbft_members 4.0\n");
            assertThat(send(s, HttpMethod.POST, "/members/3/remove", OPERATOR).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aWrongPasswordOpensNothing() throws IOException {
        try (var s = new TestServer(withOperator(config(Quarantine.FOR_EVER)))) {
            for (String credential :
                    List.of(
                            basic("operator:a-guessed-operator-token"),
                            basic(OPERATOR + ":"),
                            basic(OPERATOR),
                            basic("operator:" + OPERATOR + " "),
                            basic("operator:" + "x".repeat(5_000)),
                            "Basic " + OPERATOR,
                            "Basic %%%",
                            "Basic",
                            "Basic ",
                            OPERATOR)) {
                assertThat(show(s, HttpMethod.GET, "/health", credential).status())
                        .as(credential)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void aPasswordIsAskedForOnlyWhereItOpensSomething() throws IOException {
        try (var s = new TestServer(withOperator(config(Quarantine.FOR_EVER)))) {
            assertThat(challenges(s, HttpMethod.GET))
                    .containsExactly("Bearer", "Basic realm=\"bft operator\", charset=\"UTF-8\"");
            assertThat(challenges(s, HttpMethod.POST)).containsExactly("Bearer");
        }
    }

    private static List<String> challenges(TestServer s, HttpMethod method) {
        return await(
                s.http.request(method, s.server.adminPort(), "127.0.0.1", "/members/3/remove")
                        .compose(request -> request.send())
                        .map(response -> response.headers().getAll("WWW-Authenticate")));
    }

    private record Told(int code, String text) {}

    /** {@code bft-server members}, as a process. */
    private static Told command(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), "bft.server.ServerMain"));
        command.add("members");
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Told(process.onExit().join().exitValue(), text);
    }

    @Test
    void theCommandShowsAndChangesMembersAndSaysWhyItCannot() throws IOException {
        try (var s = new TestServer(withOperator(config(Quarantine.FOR_EVER)))) {
            await(s.client(3).join());
            String port = "--admin=127.0.0.1:" + s.server.adminPort();
            String token = "--admin-token-file=" + directory.resolve("operator");
            assertThat(command("list", port))
                    .isEqualTo(
                            new Told(
                                    2,
                                    "bft-server: the server asks for the operator's token: give"
                                            + " --admin-token-file\n"));
            assertThat(command("remove", "worker-3", port, token).text())
                    .contains("remove worker-3: the job tolerates");
            assertThat(command("list", port, token).text())
                    .containsPattern("3 +worker-3 +- +removed +yes +0 +was removed by the operator")
                    .containsPattern("0 +worker-0 +- +member +no +0");
            assertThat(command("remove", "2", port, token))
                    .satisfies(told -> assertThat(told.code()).isEqualTo(2))
                    .satisfies(told -> assertThat(told.text()).contains("got n=2, f=1"));
            assertThat(command("return", "nobody", port, token).text())
                    .contains("or both for the same worker, got nobody");
            assertThat(command("return", "3", port, token).code()).isZero();
            assertThat(await(push(s, 3, 0, 1))).isInstanceOf(Accepted.class);
        }
        assertThat(command("list", "--admin=127.0.0.1:1"))
                .satisfies(told -> assertThat(told.code()).isEqualTo(1))
                .satisfies(told -> assertThat(told.text()).contains("no answer from 127.0.0.1:1"));
    }

    @Test
    void theCommandQuarantinesOverTlsAndTrustsOnlyTheGivenAuthority() throws Exception {
        var authority = new TestAuthority(directory, "ca");
        var stranger = new TestAuthority(directory, "other");
        PemIdentity.Files own = authority.signServer("server");
        Path operator = Files.writeString(directory.resolve("operator"), OPERATOR);
        try (var server =
                new ServerRun(
                        directory,
                        "--workers=4",
                        "--byzantine=1",
                        "--rule=median",
                        "--rounds=20",
                        "--dimension=2",
                        "--admin-tls-certificate=" + own.certificate(),
                        "--admin-tls-key=" + own.key(),
                        "--admin-token-file=" + operator)) {
            server.startAndListen();
            String port = "--admin=127.0.0.1:" + server.ports()[1];
            String token = "--admin-token-file=" + operator;
            String ca = "--tls-ca=" + authority.certificate;
            assertThat(command("quarantine", "2", port, token, ca))
                    .satisfies(told -> assertThat(told.code()).as(told.text()).isZero());
            assertThat(command("list", port, token, ca).text())
                    .containsPattern("2 +worker-2 +- +quarantined");
            assertThat(command("return", "2", port, token, ca).code()).isZero();
            assertThat(command("list", port, token, ca).text())
                    .containsPattern("2 +worker-2 +- +member");
            assertThat(command("list", port, token, "--tls-ca=" + stranger.certificate))
                    .satisfies(told -> assertThat(told.code()).isEqualTo(1))
                    .satisfies(told -> assertThat(told.text()).contains("no answer from"));
            assertThat(command("list", port, token).code()).isEqualTo(1);
        }
    }

    @Test
    void withoutTheOperatorsTokenNothingCanBeChanged() {
        try (var s = new TestServer(config(Quarantine.FOR_EVER))) {
            assertThat(send(s, HttpMethod.POST, "/members/3/remove", OPERATOR))
                    .isEqualTo(new Answer(403, "changes of members need --admin-token-file\n"));
        }
    }
}
