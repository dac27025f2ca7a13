package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.server.checkpoint.StateDirectory;
import bft.server.config.CheckpointInterval;
import bft.server.config.Endpoints;
import bft.server.config.ServerConfig;
import bft.server.config.StateSettings;
import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that talk to a server whose job is saved, and that has stopped but not yet closed. */
@Timeout(120)
class SuspendedServerIT {
    private static final int D = 8;

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<GrpcClient> clients = new ArrayList<>();

    @AfterEach
    void end() {
        clients.forEach(GrpcClient::close);
        await(vertx.close());
    }

    private ParameterServer start(StateDirectory state, ServerConfig config) {
        return await(ParameterServer.start(vertx, config, Optional.of(state)));
    }

    private static ServerConfig at(int port) {
        ServerConfig free = TestServer.unanimous(D);
        return new ServerConfig(
                free.name(),
                free.job(),
                free.task(),
                free.initial(),
                free.authenticator(),
                new Endpoints("127.0.0.1", port, "127.0.0.1", 0, false),
                free.wire(),
                free.output(),
                free.drainMillis(),
                free.threads());
    }

    private GrpcClient client(int worker, int port) {
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        String token = TestServer.token(worker);
        var client = new GrpcClient(vertx, address, token, ClientOptions.defaults());
        clients.add(client);
        return client;
    }

    @Test
    void aWorkerThatAsksAfterTheLastCheckpointIsNotToldOfAnEndAndGoesOn() throws Exception {
        int port;
        List<Future<Verdict>> pushes = new ArrayList<>();
        List<Future<Model>> pulls = new ArrayList<>();
        try (var state =
                StateDirectory.open(
                        new StateSettings(directory, CheckpointInterval.EACH_ROUND, 3, false),
                        at(0))) {
            ParameterServer server = start(state, at(0));
            port = server.port();
            for (int worker = 0; worker < TestServer.N; worker++) {
                await(client(worker, port).pull(-1));
            }
            server.suspend("stopped");
            await(server.finished().otherwiseEmpty());
            for (int worker = 0; worker < TestServer.N; worker++) {
                pushes.add(clients.get(worker).push(new Contribution(worker, 0, new float[D])));
                pulls.add(clients.get(worker).pull(0));
            }
            assertThat(await(clients.get(0).status()).state().ended()).isFalse();
            await(server.close());
        }
        assertThat(pushes).noneMatch(Future::isComplete);
        assertThat(pulls).noneMatch(Future::isComplete);
        try (var state =
                StateDirectory.open(
                        new StateSettings(directory, CheckpointInterval.EACH_ROUND, 3, false),
                        at(port))) {
            ParameterServer server = start(state, at(port));
            for (int worker = 0; worker < TestServer.N; worker++) {
                assertThat(await(pushes.get(worker))).isInstanceOf(Accepted.class);
                assertThat(await(pulls.get(worker)).version()).isEqualTo(1);
            }
            await(server.close());
        }
    }
}
