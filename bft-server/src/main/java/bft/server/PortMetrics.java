package bft.server;

import bft.server.wire.ConnectionCounts;
import bft.server.wire.RowPool;
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
        made.addMetric(List.of("accepted"), counts.accepted());
        made.addMetric(List.of("refused"), counts.refused());
        made.addMetric(List.of("evicted"), counts.evicted());
        made.addMetric(List.of("silent"), counts.silent());
        made.addMetric(List.of("foreign"), counts.foreign());
        made.addMetric(List.of("broken"), counts.broken());
        made.addMetric(List.of("abused"), counts.abused());
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
