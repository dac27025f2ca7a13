package bft.experiments.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.server.config.PortSettings;
import bft.server.config.ServerSettings;
import bft.server.model.NpyFile;
import bft.server.session.TokenFiles;
import bft.worker.client.Model;
import bft.worker.settings.WorkerSettings;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server over TLS whose twenty workers join, leave, crash and attack at random, with tokens and
 * certificates that are replaced, for as many minutes as {@code -Dbft.soak.minutes} says: what it
 * uses at the end is what it used after the first fifth. {@code -Dbft.soak.seed} repeats choices.
 */
@EnabledIfSystemProperty(named = "bft.soak.minutes", matches = "\\d+")
class SoakIT {
    private static final int BYZANTINE = 6;
    private static final int LEAST_MEMBERS = 13;
    private static final Duration STUCK = Duration.ofSeconds(30);
    private static final long EVERY_SECONDS = 5;
    private static final int CERTIFICATE_EVERY = 6;
    private static final long MEGABYTE = 1_000_000;

    @TempDir Path directory;

    private static LoadedRun load() {
        return RunConfig.of(
                        "workers=" + Crowd.WORKERS,
                        "byzantine=" + BYZANTINE,
                        "rule=nnm,trimmed-mean",
                        "rounds=1000000000",
                        "eval-every=1000000000",
                        "liveness=3s",
                        "grace=100ms",
                        "round-timeout=20s",
                        "schedule=0.01",
                        "attackers=0")
                .load();
    }

    private ChaosServer server(LoadedRun loaded, Credentials own) throws Exception {
        Path initial = directory.resolve("initial.npy");
        NpyFile.write(initial, loaded.initialParameters());
        var server =
                new ChaosServer(
                        directory,
                        loaded.config()
                                .values()
                                .with(PortSettings.TOKENS, directory.resolve("tokens"))
                                .with(ServerSettings.INITIAL, initial)
                                .with(ServerSettings.LAYOUT, loaded.layout())
                                .with(ServerSettings.ELASTIC, LEAST_MEMBERS)
                                .with(ServerSettings.ON_TOO_FEW, "wait")
                                .with(ServerSettings.QUARANTINE, "5,return=10s")
                                .with(WorkerSettings.TLS_CERTIFICATE, own.certificate)
                                .with(WorkerSettings.TLS_KEY, own.key));
        server.start();
        return server;
    }

    private String token(String name) throws Exception {
        return Files.readString(directory.resolve("tokens").resolve(name)).strip();
    }

    @Test
    void whatAServerUsesDoesNotGrowAndNoRoundIsStuck() throws Exception {
        long seed = Long.getLong("bft.soak.seed", System.nanoTime());
        long minutes = Long.getLong("bft.soak.minutes");
        System.out.println("soak of " + minutes + " minutes, seed " + seed);
        TokenFiles.createMissing(directory.resolve("tokens"), Crowd.WORKERS, new SecureRandom());
        var credentials = new Credentials(directory, directory.resolve("tokens"));
        Map<Integer, String> tokens = new HashMap<>();
        for (int worker = 0; worker < Crowd.WORKERS; worker++) {
            tokens.put(worker, token("worker-" + worker));
        }
        LoadedRun loaded = load();
        try (var server = server(loaded, credentials);
                var crowd =
                        new Crowd(loaded, server.ports().workers(), credentials.client(), tokens);
                var watcher =
                        new Watcher(
                                crowd.client(token("observer")),
                                new Model(0, loaded.initialParameters()))) {
            crowd.begin(seed);
            List<Usage> series =
                    watch(minutes, new Random(seed), server, crowd, watcher, credentials);
            requireFlat(series);
            double accuracy = loaded.evaluate(watcher.newest().parameters()).accuracy();
            System.out.println(crowd + ", accuracy " + accuracy);
            assertThat(accuracy).isGreaterThan(0.8);
        }
    }

    /**
     * Measures every few seconds, and replaces a token each time, and now and then the certificate.
     */
    private static List<Usage> watch(
            long minutes,
            Random random,
            ChaosServer server,
            Crowd crowd,
            Watcher watcher,
            Credentials credentials)
            throws Exception {
        List<Usage> series = new ArrayList<>();
        long turns = TimeUnit.MINUTES.toSeconds(minutes) / EVERY_SECONDS;
        for (long turn = 0; turn < turns; turn++) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(EVERY_SECONDS);
            while (System.nanoTime() - end < 0) {
                long next = watcher.newest().version() + 1;
                assertThat(watcher.await(next, STUCK)).as("turn " + turn).isEmpty();
            }
            int worker = random.nextInt(Crowd.WORKERS);
            crowd.give(worker, credentials.replaceToken(worker));
            if (turn % CERTIFICATE_EVERY == 0) {
                credentials.replaceCertificate();
            }
            series.add(server.measure());
            print(turn, series, server.health(), watcher, crowd);
        }
        return series;
    }

    private static void print(
            long turn, List<Usage> series, JsonObject health, Watcher watcher, Crowd crowd) {
        Usage now = series.get(series.size() - 1);
        System.out.printf(
                "%5d s  version %d, heap %.1f MB, direct %.1f MB, %d threads, %d files; %s; %s%n",
                (turn + 1) * EVERY_SECONDS,
                watcher.newest().version(),
                now.heap() / 1e6,
                now.direct() / 1e6,
                now.threads(),
                now.files(),
                health.getString("promise"),
                crowd);
    }

    /** The median of the last fifth against that of the second: the first is for warming up. */
    private static void requireFlat(List<Usage> series) {
        requireFlat("heap", series, Usage::heap, 6 * MEGABYTE);
        requireFlat("direct", series, Usage::direct, 8 * MEGABYTE);
        requireFlat("threads", series, Usage::threads, 3);
        requireFlat("files", series, Usage::files, 8);
    }

    private static void requireFlat(
            String what, List<Usage> series, ToLongFunction<Usage> figure, long tolerance) {
        int fifth = series.size() / 5;
        long before = median(series.subList(fifth, 2 * fifth), figure);
        long after = median(series.subList(series.size() - fifth, series.size()), figure);
        System.out.println(what + ": " + before + " after warming up, " + after + " at the end");
        assertThat(after - before).as(what).isLessThanOrEqualTo(tolerance);
    }

    private static long median(List<Usage> series, ToLongFunction<Usage> figure) {
        return series.stream()
                .mapToLong(figure)
                .sorted()
                .skip(series.size() / 2)
                .findFirst()
                .orElse(0);
    }
}
