package bft.server;

import bft.server.wire.ConnectionCounts;
import bft.server.wire.RowPool;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/** What the workers' port tells of its connections and rows whenever it is asked. */
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
                        "Connections to the workers' port, and what became of them: refused for"
                                + " want of a place, evicted for others, silent without a call with"
                                + " a token, foreign without HTTP/2, broken by error or reset.",
                        List.of("event"));
        made.addMetric(List.of("accepted"), counts.accepted());
        made.addMetric(List.of("refused"), counts.refused());
        made.addMetric(List.of("evicted"), counts.evicted());
        made.addMetric(List.of("silent"), counts.silent());
        made.addMetric(List.of("foreign"), counts.foreign());
        made.addMetric(List.of("broken"), counts.broken());
        return List.of(
                made,
                new CounterMetricFamily(
                        "bft_seats_taken_over",
                        "Connections of workers that another process with the same token, or one"
                                + " that does not say which it is, took the slot from.",
                        counts.slotsTakenOver()),
                new GaugeMetricFamily(
                        "bft_connections_open",
                        "Connections to the workers' port, strangers' too.",
                        counts.open()),
                new GaugeMetricFamily(
                        "bft_rows_in_use",
                        "Gradients on their way in, in the round, or waiting.",
                        rows.inUse()));
    }
}
