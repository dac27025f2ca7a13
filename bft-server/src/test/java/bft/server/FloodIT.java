package bft.server;

import static bft.server.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import bft.aggregation.admission.Contribution;
import bft.worker.client.GrpcClient;
import bft.worker.command.ExitCode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job in a small heap whose port is flooded by other processes: it goes on, workers can join, and
 * its model is saved. {@code -Dbft.flood.seconds=30} also measures how much slower it is than
 * beside a flood of another server; it takes about ten minutes, and an idle machine.
 */
@Timeout(3600)
class FloodIT {
    private static final int D = 1_000;
    private static final int WORKERS = 4;
    private static final int ROUNDS = 50;
    private static final int SILENT = 1_000;
    private static final int MANY_SILENT = 10_000;
    private static final int MOST_LINES = 60;
    private static final int ROUND_SECONDS = 10;
    private static final double MOST_MEGABYTES = 400;
    private static final int PATIENCE_SECONDS = 60;

    @TempDir Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient admin = vertx.createHttpClient();
    private final List<Process> floods = new ArrayList<>();
    private final List<ServerRun> servers = new ArrayList<>();
    private final List<GrpcClient> clients = new ArrayList<>();
    private final BlockingQueue<Long> versions = new LinkedBlockingQueue<>();
    private long version;

    @AfterEach
    void end() {
        endFloods();
        clients.forEach(GrpcClient::close);
        servers.forEach(ServerRun::close);
        await(vertx.close());
    }

    private ServerRun server(String name) throws IOException, InterruptedException {
        Path own = Files.createDirectory(directory.resolve(name));
        var server =
                new ServerRun(
                        own,
                        "--workers",
                        "" + WORKERS,
                        "--byzantine",
                        "1",
                        "--rule",
                        "median",
                        "--dimension",
                        "" + D,
                        "--rounds",
                        "1000000",
                        "--start-timeout",
                        "1h",
                        "--round-timeout",
                        ROUND_SECONDS + "s",
                        "--model-file",
                        own.resolve("model.npy").toString());
        server.jvm.add("-Xmx96m");
        servers.add(server);
        server.startAndListen();
        return server;
    }

    private void work(ServerRun server, int worker) throws IOException {
        GrpcClient client = server.client(vertx, worker);
        clients.add(client);
        await(client.join());
        client.pull(-1).onSuccess(first -> pushOn(client, worker, first.version()));
    }

    private void pushOn(GrpcClient client, int worker, long base) {
        versions.add(base);
        client.push(new Contribution(worker, base, new float[D]))
                .compose(verdict -> client.pull(base))
                .onSuccess(next -> pushOn(client, worker, next.version()));
    }

    /** Waits for so many more rounds. */
    private void awaitRounds(ServerRun server, long more) throws IOException, InterruptedException {
        long wanted = version + more;
        while (version < wanted) {
            Long seen = versions.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(seen).as("a round in time: " + server.log()).isNotNull();
            version = Math.max(version, seen);
        }
    }

    private BufferedReader startFlood(ServerRun server, String... kind)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("bft.server.Flood", kind[0], server.ports()[0]));
        command.addAll(List.of(kind).subList(1, kind.length));
        Process flood =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        floods.add(flood);
        return new BufferedReader(
                new InputStreamReader(flood.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String begun(BufferedReader flood) throws IOException {
        String line = flood.readLine();
        assertThat(line).startsWith("begun");
        return line;
    }

    private void flood(ServerRun server, String... kind) throws IOException, InterruptedException {
        begun(startFlood(server, kind));
    }

    /** Two processes, once both have begun. */
    private void floodTwice(ServerRun server, String... kind)
            throws IOException, InterruptedException {
        BufferedReader first = startFlood(server, kind);
        BufferedReader second = startFlood(server, kind);
        System.out.println(begun(first));
        System.out.println(begun(second));
    }

    private void endFloods() {
        floods.forEach(flood -> flood.destroyForcibly().onExit().join());
        floods.clear();
    }

    private double metric(ServerRun server, String sample)
            throws IOException, InterruptedException {
        int port = Integer.parseInt(server.ports()[1]);
        String all =
                await(
                        admin.request(HttpMethod.GET, port, "127.0.0.1", "/metrics")
                                .compose(request -> request.send())
                                .compose(HttpClientResponse::body)
                                .map(Object::toString));
        return all.lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFloodedJobGoesOnWorkersJoinAndItsModelIsSaved() throws Exception {
        ServerRun server = server("flooded");
        for (int worker = 0; worker < WORKERS - 1; worker++) {
            work(server, worker);
        }
        awaitRounds(server, ROUNDS);
        flood(server, "silent", "" + SILENT, "5");
        awaitRounds(server, ROUNDS);
        flood(server, "churn", "4");
        awaitRounds(server, ROUNDS);
        work(server, WORKERS - 1);
        awaitRounds(server, ROUNDS);
        assertThat(metric(server, "bft_connections_open")).isLessThanOrEqualTo(WORKERS + 16 + 256);
        assertThat(metric(server, "bft_workers_connected")).isEqualTo(WORKERS);
        assertSaved(server);
    }

    private static void assertSaved(ServerRun server) throws IOException, InterruptedException {
        server.signal("TERM");
        assertThat(server.exitCode()).as(server.log()).isEqualTo(ExitCode.STOPPED.code());
        assertThat(server.directory.resolve("model.npy")).exists();
        assertThat(server.log().lines().count()).as(server.log()).isLessThan(MOST_LINES);
    }

    /** By turns the job's server and another one are flooded, by two processes. */
    @Test
    @EnabledIfSystemProperty(named = "bft.flood.seconds", matches = "\\d+")
    void aFloodOfTheJobsServerCostsHardlyMoreThanOneOfAnother() throws Exception {
        ServerRun job = server("job");
        ServerRun other = server("other");
        for (int worker = 0; worker < WORKERS; worker++) {
            work(job, worker);
        }
        awaitRounds(job, 20 * ROUNDS);
        double silent = slowdown(job, other, "silent", "" + MANY_SILENT, "30");
        double churn = slowdown(job, other, "churn", "8");
        assertSaved(job);
        assertThat(List.of(silent, churn)).allMatch(slower -> slower < 0.1);
    }

    /** By which part a flood of the job's server costs more rounds than one of the other. */
    private double slowdown(ServerRun job, ServerRun other, String... kind) throws Exception {
        long[] rounds = new long[2];
        for (int turn = 0; turn < 6; turn++) {
            int target = turn % 2;
            floodTwice(target == 0 ? other : job, kind);
            awaitRounds(job, 1);
            Measured measured = measure();
            double megabytes = metric(job, "process_resident_memory_bytes") / 1e6;
            endFloods();
            rounds[target] += measured.rounds();
            System.out.printf(
                    Locale.ROOT,
                    "%s, %s flooded: %d rounds, the longest %.3f s, %.0f MB%n",
                    kind[0],
                    target == 0 ? "the other" : "the job's server",
                    measured.rounds(),
                    measured.longest() / 1e9,
                    megabytes);
            assertThat(megabytes).isLessThan(MOST_MEGABYTES);
            assertThat(measured.longest()).isLessThan(TimeUnit.SECONDS.toNanos(ROUND_SECONDS));
        }
        double slower = 1 - (double) rounds[1] / rounds[0];
        System.out.printf(Locale.ROOT, "%s: %.1f %% slower%n", kind[0], 100 * slower);
        return slower;
    }

    /**
     * Rounds in {@code bft.flood.seconds}.
     *
     * @param longest time between two versions, in nanoseconds
     */
    private record Measured(long rounds, long longest) {}

    private Measured measure() throws InterruptedException {
        long before = version;
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(Long.getLong("bft.flood.seconds"));
        long last = start;
        long longest = 0;
        versions.clear();
        while (last < end) {
            Long seen = versions.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(seen).as("a round in time").isNotNull();
            if (seen > version) {
                version = seen;
                longest = Math.max(longest, System.nanoTime() - last);
                last = System.nanoTime();
            }
        }
        return new Measured(version - before, longest);
    }
}
