package bft.server;

import bft.server.wire.ConnectionCounts;
import bft.server.wire.ConnectionCounts.Event;
import bft.server.wire.RowPool;
import bft.spec.Parameter;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/** Metrics of the workers' port about its connections and rows, read when they are collected. */
final class PortMetrics extends Collector {
    private final ConnectionCounts counts;
    private final RowPool rows;

    PortMetrics(ConnectionCounts counts, RowPool rows) {
        this.counts = counts;
        this.rows = rows;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        var made =
                new CounterMetricFamily(
                        "bft_connections",
                        "Connections to the workers' port, by outcome: refused because all places"
                                + " are taken, evicted to make room, silent without a call with"
                                + " a token, foreign without HTTP/2, broken by error or reset, abused by too many"
                                + " pings, settings or calls without a token.",
                        List.of("event"));
        for (Event event : Event.values()) {
            made.addMetric(List.of(Parameter.wordOf(event)), counts.of(event));
        }
        return List.of(
                made,
                new CounterMetricFamily(
                        "bft_worker_slots_taken_over",
                        "Connections of workers that lost their slot to another process with the"
                                + " same token, or to one that does not identify itself.",
                        counts.slotsTakenOver()),
                new GaugeMetricFamily(
                        "bft_connections_open",
                        "Connections to the workers' port, authenticated or not.",
                        counts.open()),
                new GaugeMetricFamily(
                        "bft_rows_in_use",
                        "Gradients that are arriving, in the round, or waiting.",
                        rows.inUse()));
    }
}
