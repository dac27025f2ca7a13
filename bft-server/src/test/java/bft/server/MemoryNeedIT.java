package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.worker.client.GrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heap that a server asks for is enough for its job, and not far more than it uses. */
@Timeout(300)
class MemoryNeedIT {
    private static final int WORKERS = 4;
    private static final int ROUNDS = 8;
    private static final Pattern ASKED = Pattern.compile("needs -Xmx(\\d+)m");
    private static final Pattern AFTER = Pattern.compile("Pause .*->(\\d+)M\\(");

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final List<GrpcClient> clients = new ArrayList<>();

    @AfterEach
    void end() {
        clients.forEach(GrpcClient::close);
        await(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({
        "2000000, bsp, sgd, false, -XX:+UseSerialGC",
        "1000000, bsp, adam, true, -XX:+UseSerialGC",
        "1000000, async, momentum, false, -XX:+UseG1GC"
    })
    void theHeapThatIsAskedForIsEnough(
            int dimension, String mode, String optimiser, boolean saved, String collector)
            throws Exception {
        List<String> flags = new ArrayList<>(List.of("--workers", "" + WORKERS));
        flags.addAll(List.of("--byzantine", "1", "--rule", "median", "--mode", mode));
        flags.addAll(List.of("--optimiser", optimiser, "--dimension", "" + dimension));
        flags.addAll(List.of("--rounds", "" + ROUNDS, "--grace", "60s"));
        if (saved) {
            flags.addAll(List.of("--state-dir", directory.resolve("state").toString()));
        }
        int asked = asked(flags, collector);
        try (var server = new ServerRun(directory, flags.toArray(String[]::new))) {
            Path log = directory.resolve("gc");
            server.jvm.addAll(List.of("-Xmx" + asked + "m", collector));
            server.jvm.add("-Xlog:gc:file=" + log);
            server.startAndListen();
            train(server, dimension);
            assertThat(server.exitCode()).as(server.log()).isZero();
            long used = mostAfterCollection(log);
            System.out.printf(
                    Locale.ROOT,
                    "d=%d %s %s %s: asked for %d MB, %d MB in use after a collection, ratio %.2f%n",
                    dimension,
                    mode,
                    optimiser,
                    collector,
                    asked,
                    used,
                    (double) used / asked);
            assertThat(used).as("far more is asked for than needed").isGreaterThan(asked / 8L);
        }
    }

    private int asked(List<String> flags, String collector)
            throws IOException, InterruptedException {
        try (var small = new ServerRun(directory, flags.toArray(String[]::new))) {
            small.jvm.addAll(List.of("-Xmx32m", collector));
            small.start();
            assertThat(small.exitCode()).isEqualTo(2);
            Matcher told = ASKED.matcher(small.log());
            assertThat(told.find()).as(small.log()).isTrue();
            return Integer.parseInt(told.group(1));
        }
    }

    private void train(ServerRun server, int dimension) throws IOException {
        List<Future<Void>> all = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            GrpcClient client = server.client(vertx, worker);
            clients.add(client);
            int own = worker;
            all.add(client.pull(-1).compose(m -> step(client, own, m.version(), dimension)));
        }
        all.forEach(TestServer::await);
    }

    private static Future<Void> step(GrpcClient client, int worker, long base, int dimension) {
        if (base >= ROUNDS) {
            return Future.succeededFuture();
        }
        return client.push(new Contribution(worker, base, new float[dimension]))
                .compose(verdict -> client.pull(base))
                .compose(next -> step(client, worker, next.version(), dimension));
    }

    /** The most that was in use after a collection, in MB. */
    private static long mostAfterCollection(Path log) throws IOException {
        return AFTER.matcher(Files.readString(log))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .max()
                .orElseThrow();
    }
}
