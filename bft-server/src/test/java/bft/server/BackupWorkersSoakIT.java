package bft.server;

import static bft.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.aggregation.rules.Rules;
import bft.server.config.ServerConfig;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.session.Authenticator;
import bft.server.synchrony.Modes;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Rounds of the first eight of ten workers, in which two are refused while they send, for as many
 * minutes as {@code -Dbft.soak.minutes} says: nine workers of ours, and one of grpcio where there
 * is one.
 */
@EnabledIfSystemProperty(named = "bft.soak.minutes", matches = "\\d+")
class BackupWorkersSoakIT {
    private static final int WORKERS = 10;
    private static final int D = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long SECONDS = 60 * Long.getLong("bft.soak.minutes", 0);

    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicInteger failed = new AtomicInteger();

    private static ServerConfig config() {
        var settings =
                new JobSettings(
                        WORKERS,
                        Rules.of("mean", 2),
                        Modes.of("backup:b=2", WORKERS, 2, Modes.Limits.ofGrace(SECOND)),
                        Optional.empty(),
                        new TrainingPlan(new Sgd(new Schedule.Constant(1)), Long.MAX_VALUE / 2, 7),
                        new Deadlines(60 * SECOND, 60 * SECOND));
        var tokens = IntStream.range(0, WORKERS).mapToObj(TestServer::token).toList();
        var authenticator = new Authenticator(tokens, List.of(TestServer.OBSERVER));
        return ServerConfig.loopback("soak", settings, new Model(0, new float[D]), authenticator);
    }

    private void work(GrpcClient client, int worker, long version) {
        client.pull(version)
                .compose(
                        model ->
                                client.push(new Contribution(worker, model.version(), new float[D]))
                                        .onSuccess(this::count)
                                        .map(model.version()))
                .onComplete(
                        done -> work(client, worker, done),
                        error -> failed.addAndGet(isEnd(error) ? 0 : 1));
    }

    private static boolean isEnd(Throwable error) {
        return error.getMessage().contains("enough");
    }

    private void count(Verdict verdict) {
        (verdict instanceof Refused ? refused : accepted).incrementAndGet();
    }

    @Test
    void nobodyLosesItsConnection() throws Exception {
        try (var s = new TestServer(config());
                var proxy = new FrameProxy(s.vertx, s.server.port())) {
            var address = SocketAddress.inetSocketAddress(proxy.port(), "127.0.0.1");
            List<GrpcClient> clients = new ArrayList<>();
            for (int worker = 1; worker < WORKERS; worker++) {
                String token = token(worker);
                var client = new GrpcClient(s.vertx, address, token, ClientOptions.defaults());
                clients.add(client);
                work(client, worker, -1);
            }
            String python =
                    PythonClient.run("push_and_pull.py", proxy.port(), token(0), D, SECONDS);
            String figures =
                    ("%d rounds, ours: %d accepted, %d refused, %d failed; grpcio: %s; connections"
                                    + " %d, resets by clients %d, by the server %d, goaways %d")
                            .formatted(
                                    s.rounds.size(),
                                    accepted.get(),
                                    refused.get(),
                                    failed.get(),
                                    python,
                                    proxy.connections.get(),
                                    proxy.resetsByClients.get(),
                                    proxy.resetsByServer.get(),
                                    proxy.goAways.get());
            System.out.println(figures);
            assertThat(proxy.connections).as(figures).hasValue(WORKERS);
            assertThat(proxy.goAways.get()).as(figures).isLessThanOrEqualTo(1);
            assertThat(failed).as(figures).hasValue(0);
            assertThat(refused.get()).as(figures).isPositive();
            s.server.end("enough");
            clients.forEach(GrpcClient::close);
        }
    }
}
