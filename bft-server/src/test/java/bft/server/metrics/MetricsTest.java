package bft.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import bft.worker.verdict.Refusal;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    private static GradientReport at(int worker, double distance) {
        return new GradientReport(
                worker, 0.5, Double.NaN, distance, 0, 1, Optional.empty(), Optional.empty());
    }

    private static RoundRecord record() {
        return new RoundRecord(
                7,
                8,
                1,
                List.of(
                        at(0, 1.5),
                        new GradientReport(
                                2,
                                0,
                                4,
                                9,
                                3,
                                0.25,
                                Optional.of("not among the best"),
                                Optional.of("twice worker 1"))),
                new TreeMap<>(Map.of(Refusal.NON_FINITE, 3)),
                new TreeMap<>(
                        Map.of(
                                2,
                                new Tally(
                                        new TreeMap<>(Map.of(3L, 1)),
                                        new TreeMap<>(Map.of(Refusal.NON_FINITE, 3))))),
                new TreeMap<>(Map.of(2, "distance 6.0 x the median")),
                2.5,
                1_500_000,
                250_000,
                List.of("searched 7 of 9 subsets"),
                Guarantee.UNKNOWN,
                new TreeMap<>());
    }

    @Test
    void aLogIsGoneOnWithAfterTheVersionThatWasSaved(@TempDir Path directory) throws IOException {
        Path log = directory.resolve("rounds");
        assertThat(RoundLog.bytesUpTo(log, 5)).as("no log").isZero();
        String kept = "{\"version\":1}\n{\"lost\":2}\n{\"version\":4}\n";
        Files.writeString(log, kept + "{\"version\":5}\n{\"version\":4}\n");
        assertThat(RoundLog.bytesUpTo(log, 4)).isEqualTo(kept.length());
        assertThat(RoundLog.bytesUpTo(log, 0)).isZero();
        Files.writeString(log, kept + "{\"version\":5,\"norm\"");
        assertThat(RoundLog.bytesUpTo(log, 9)).as("cut off").isEqualTo(kept.length());
        Files.writeString(log, kept + "{\"version\":5}");
        assertThat(RoundLog.bytesUpTo(log, 9)).as("no end").isEqualTo(kept.length());
        Files.writeString(log, kept + "no record\n");
        assertThat(RoundLog.bytesUpTo(log, 9)).as("not ours").isEqualTo(kept.length());
    }

    @Test
    void trustIsLostAfterThreeBadRoundsAndComesBackWithGoodOnes() {
        var ledger = new TrustLedger(4);
        List<GradientReport> bad = List.of(at(0, 1), at(1, 1), at(2, 1), at(3, 3));
        List<GradientReport> good = List.of(at(0, 1), at(1, 1), at(2, 1), at(3, 1.9));
        ledger.roundClosed(bad, 1);
        ledger.roundClosed(bad, 1);
        assertThat(ledger.distrusted()).isEmpty();
        ledger.roundClosed(bad, 1);
        assertThat(ledger.distrusted()).isEqualTo(Map.of(3, "distance 3.0 x the median"));
        ledger.roundClosed(good, 1);
        assertThat(ledger.distrusted()).isEmpty();
    }

    @Test
    void aFaultIsEvidenceWithOrWithoutAGradient() {
        var ledger = new TrustLedger(2);
        for (int round = 0; round < 3; round++) {
            ledger.refused(1, Refusal.NON_FINITE, true);
            ledger.roundClosed(List.of(at(0, 1), at(1, 1)), 1);
        }
        assertThat(ledger.distrusted()).isEqualTo(Map.of(1, "non-finite"));
        ledger.roundClosed(List.of(at(0, 1)), 1);
        assertThat(ledger.distrusted()).containsKey(1);
    }

    @Test
    void aFilterThatRefusesNearlyAllOfAWorkersGradientsIsEvidenceAndHalfOfThemNone() {
        var ledger = new TrustLedger(3);
        for (int gradient = 0; gradient < 32; gradient++) {
            assertThat(ledger.distrusted()).isEmpty();
            ledger.accepted(0);
            ledger.refused(1, Refusal.LIPSCHITZ_EXCEEDED, false);
            ledger.refused(2, Refusal.TOO_FREQUENT, false);
            if (gradient % 2 == 0) {
                ledger.refused(0, Refusal.LIPSCHITZ_EXCEEDED, false);
            }
        }
        assertThat(ledger.distrusted())
                .isEqualTo(Map.of(1, "lipschitz-exceeded in 32 of the last 32"));
        for (int gradient = 0; gradient < 4; gradient++) {
            ledger.accepted(1);
        }
        assertThat(ledger.distrusted())
                .isEqualTo(Map.of(1, "lipschitz-exceeded in 28 of the last 32"));
        ledger.accepted(1);
        assertThat(ledger.distrusted()).isEmpty();
    }

    @Test
    void roundingIsNoEvidence() {
        var ledger = new TrustLedger(3);
        for (int round = 0; round < 9; round++) {
            ledger.roundClosed(List.of(at(0, 0), at(1, 0), at(2, 1e-8)), 1);
        }
        assertThat(ledger.distrusted()).isEmpty();
    }

    @Test
    void eventsBecomeSamples() {
        var registry = new CollectorRegistry();
        var listener = new PrometheusListener(registry, 3);
        WorkerMetrics workers = new WorkerMetrics(3).register(registry);
        assertThat(sample(registry, "bft_refused_total", "reason", "TOO_SLOW")).isZero();
        listener.accepted(0, 3, 0.25);
        listener.repeated(0);
        listener.refused(OptionalInt.of(1), Refusal.TOO_SLOW);
        listener.refused(OptionalInt.empty(), Refusal.TOO_SLOW);
        listener.connected(2);
        listener.roundClosed(record());
        workers.roundClosed(record());
        assertThat(registry.getSampleValue("bft_gradients_accepted_total")).isEqualTo(1);
        assertThat(sample(registry, "bft_worker_accepted_total", "worker", "0")).isEqualTo(1);
        assertThat(sample(registry, "bft_worker_accepted_total", "worker", "2")).isZero();
        assertThat(sample(registry, "bft_worker_refused_total", "worker", "1")).isEqualTo(1);
        assertThat(sample(registry, "bft_gradient_staleness_versions_bucket", "le", "2.0"))
                .isZero();
        assertThat(sample(registry, "bft_gradient_staleness_versions_bucket", "le", "4.0"))
                .isEqualTo(1);
        assertThat(registry.getSampleValue("bft_gradient_weight_sum")).isEqualTo(0.25);
        assertThat(registry.getSampleValue("bft_pushes_repeated_total")).isEqualTo(1);
        assertThat(sample(registry, "bft_refused_total", "reason", "TOO_SLOW")).isEqualTo(2);
        assertThat(registry.getSampleValue("bft_workers_connected")).isEqualTo(2);
        assertThat(registry.getSampleValue("bft_model_version")).isEqualTo(8);
        assertThat(registry.getSampleValue("bft_round_gradients")).isEqualTo(2);
        assertThat(registry.getSampleValue("bft_round_tolerated")).isEqualTo(1);
        assertThat(sample(registry, "bft_worker_distrusted", "worker", "2")).isEqualTo(1);
        assertThat(sample(registry, "bft_worker_distrusted", "worker", "0")).isZero();
        assertThat(sample(registry, "bft_worker_copied_total", "worker", "2")).isEqualTo(1);
        assertThat(sample(registry, "bft_worker_copied_total", "worker", "0")).isZero();
        assertThat(registry.getSampleValue("bft_round_collect_seconds_sum")).isEqualTo(0.0015);
    }

    private static double sample(
            CollectorRegistry registry, String name, String label, String value) {
        return registry.getSampleValue(name, new String[] {label}, new String[] {value});
    }

    @Test
    void aRoundIsOneLineOfJson() {
        var out = new StringWriter();
        try (var log = new RoundLog(out)) {
            log.roundClosed(record());
        }
        assertThat(out.toString()).endsWith("}\n").containsOnlyOnce("\n");
        var line = new JsonObject(out.toString());
        assertThat(line.getLong("round")).isEqualTo(7);
        assertThat(line.getLong("version")).isEqualTo(8);
        assertThat(line.getJsonArray("present")).isEqualTo(new JsonArray().add(0).add(2));
        assertThat(line.getJsonObject("refusals").getInteger("NON_FINITE")).isEqualTo(3);
        assertThat(line.getJsonObject("distrusted").getString("2")).contains("6.0 x");
        assertThat(line.getDouble("collect_ms")).isEqualTo(1.5);
        JsonArray workers = line.getJsonArray("workers");
        assertThat(workers.getJsonObject(0).getValue("score")).isNull();
        assertThat(workers.getJsonObject(1).getString("left_out")).isEqualTo("not among the best");
        assertThat(workers.getJsonObject(1).getString("copied")).isEqualTo("twice worker 1");
        assertThat(workers.getJsonObject(0).containsKey("copied")).isFalse();
        assertThat(workers.getJsonObject(1).getLong("staleness")).isEqualTo(3);
        assertThat(workers.getJsonObject(1).getDouble("dampening")).isEqualTo(0.25);
        JsonObject calls = line.getJsonArray("calls").getJsonObject(0);
        assertThat(calls.getInteger("worker")).isEqualTo(2);
        assertThat(calls.getJsonObject("accepted").getInteger("3")).isEqualTo(1);
        assertThat(calls.getJsonObject("refused").getInteger("NON_FINITE")).isEqualTo(3);
    }

    @Test
    void aFullDiskEndsTheLogAndNotTheJob() {
        var writes = new int[1];
        Writer full =
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) throws IOException {
                        writes[0]++;
                        throw new IOException("no space left");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        var log = new RoundLog(full);
        assertThatCode(() -> log.roundClosed(record())).doesNotThrowAnyException();
        log.roundClosed(record());
        log.close();
        assertThat(writes[0]).isEqualTo(1);
        assertThat(log.lost()).isEqualTo(2);
    }

    @Test
    void aLogThatIsNotReadStopsNoRoundAndSaysWhatItLost() throws InterruptedException {
        int rounds = 1_500;
        var open = new CountDownLatch(1);
        var out = new StringWriter();
        Writer stuck =
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) throws IOException {
                        try {
                            open.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        out.write(text, from, length);
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        var log = new RoundLog(stuck);
        for (int round = 0; round < rounds; round++) {
            log.roundClosed(record());
        }
        open.countDown();
        log.close();
        long written = out.toString().lines().filter(line -> line.contains("version")).count();
        assertThat(log.lost()).isPositive();
        assertThat(written + log.lost()).isEqualTo(rounds);
        long said =
                out.toString()
                        .lines()
                        .filter(line -> line.startsWith("{\"lost\":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
        assertThat(said).isEqualTo(log.lost());
    }
}
