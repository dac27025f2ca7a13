package bft.server;

import bft.server.lossy.DatagramCounts;
import bft.server.lossy.DatagramReceiver;
import bft.server.lossy.Dropped;
import bft.server.wire.ConnectionCounts;
import bft.server.wire.ConnectionCounts.Event;
import bft.server.wire.PushPullService;
import bft.server.wire.RowPool;
import bft.server.wire.Traffic;
import bft.spec.Parameter;
import io.netty.util.internal.PlatformDependent;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Metrics of the workers' port about its connections, bytes and rows, read when they are collected.
 */
final class PortMetrics extends Collector {
    private final ConnectionCounts counts;
    private final Traffic traffic;
    private final RowPool rows;
    private final Optional<DatagramCounts> datagrams;

    PortMetrics(PushPullService service, RowPool rows) {
        this.counts = service.counts();
        this.traffic = service.traffic();
        this.rows = rows;
        this.datagrams = service.datagrams().map(DatagramReceiver::counts);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        var all = new ArrayList<>(ofConnections());
        datagrams.ifPresent(counts -> all.addAll(of(counts)));
        return all;
    }

    private static List<MetricFamilySamples> of(DatagramCounts counts) {
        var dropped =
                new CounterMetricFamily(
                        "bft_datagrams_dropped",
                        "Datagrams that were dropped, by reason.",
                        List.of("reason"));
        for (Dropped reason : Dropped.values()) {
            dropped.addMetric(List.of(Parameter.wordOf(reason)), counts.of(reason));
        }
        return List.of(
                new CounterMetricFamily(
                        "bft_datagrams_received",
                        "Datagrams that came to the workers' port, dropped ones included.",
                        counts.all()),
                dropped,
                new CounterMetricFamily(
                        "bft_coordinates_missing",
                        "Coordinates of gradients that never came.",
                        counts.missing()),
                new GaugeMetricFamily(
                        "bft_round_missing_share",
                        "Share of the coordinates of the last round's gradients that never came.",
                        counts.roundShare()));
    }

    private List<MetricFamilySamples> ofConnections() {
        return List.of(
                connections(),
                new CounterMetricFamily(
                        "bft_worker_slots_taken_over",
                        "Connections of workers that lost their slot to another process with the"
                                + " same token, or to one that does not identify itself.",
                        counts.slotsTakenOver()),
                new GaugeMetricFamily(
                        "bft_connections_open",
                        "Connections to the workers' port, authenticated or not.",
                        counts.open()),
                byCodec("bft_push_bytes", "Bytes of gradients that arrived.", traffic.pushed()),
                byCodec("bft_pull_bytes", "Bytes of models that were sent.", traffic.pulled()),
                byWorker(
                        "bft_worker_push_bytes",
                        "Bytes of gradients from a worker.",
                        traffic.pushed()),
                byWorker("bft_worker_pull_bytes", "Bytes of models to a worker.", traffic.pulled()),
                new GaugeMetricFamily(
                        "bft_rows_in_use",
                        "Gradients that are arriving, in the round, or waiting.",
                        rows.inUse()),
                new GaugeMetricFamily(
                        "bft_rows_limit", "Most gradients that there is room for.", rows.limit()),
                new GaugeMetricFamily(
                        "bft_netty_direct_bytes",
                        "Memory of the network's buffers that the JVM's own figures lack; 0 if"
                                + " they have it.",
                        directBytes()));
    }

    private MetricFamilySamples connections() {
        var made =
                new CounterMetricFamily(
                        "bft_connections",
                        "Connections to the workers' port, by outcome: refused because all places"
                                + " are taken, evicted to make room, silent without a call with"
                                + " a token, foreign without HTTP/2, broken by error or reset,"
                                + " abused by too many pings, settings or calls without a token.",
                        List.of("event"));
        for (Event event : Event.values()) {
            made.addMetric(List.of(Parameter.wordOf(event)), counts.of(event));
        }
        return made;
    }

    private static MetricFamilySamples byCodec(String name, String help, Traffic.Flow flow) {
        var family = new CounterMetricFamily(name, help, List.of("codec"));
        flow.byCodec().forEach((codec, bytes) -> family.addMetric(List.of(codec), bytes));
        return family;
    }

    private MetricFamilySamples byWorker(String name, String help, Traffic.Flow flow) {
        var family = new CounterMetricFamily(name, help, List.of("worker"));
        IntStream.range(0, traffic.workers())
                .forEach(worker -> family.addMetric(List.of("" + worker), flow.of(worker)));
        return family;
    }

    /** Netty may take memory past the JVM, which then does not count it. */
    private static double directBytes() {
        return PlatformDependent.useDirectBufferNoCleaner()
                ? PlatformDependent.usedDirectMemory()
                : 0;
    }
}
