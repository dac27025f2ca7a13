package bft.server.metrics;

import bft.worker.wire.Figure;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;

/** Gauges of what workers report about their own data. */
public final class ReportedMetrics implements JobListener {
    private static final ReportedFigure NOBODY = new ReportedFigure(Double.NaN, 0);

    private final Map<Figure, Gauge> medians = new EnumMap<>(Figure.class);
    private final Gauge workers;

    public ReportedMetrics(CollectorRegistry registry) {
        workers =
                Gauge.build("bft_reporting_workers", "Workers that report a figure.")
                        .labelNames("figure")
                        .register(registry);
        for (Figure figure : Figure.values()) {
            String help =
                    "Median over workers of the %s that they report of their own batches; NaN if too few do.";
            Gauge median =
                    Gauge.build("bft_reported_" + figure.word(), help.formatted(figure.word()))
                            .register(registry);
            medians.put(figure, median);
            set(figure, NOBODY);
        }
    }

    private void set(Figure figure, ReportedFigure reported) {
        medians.get(figure).set(reported.median());
        workers.labels(figure.word()).set(reported.workers());
    }

    @Override
    public void reported(SortedMap<Figure, ReportedFigure> newest) {
        medians.keySet().forEach(figure -> set(figure, newest.getOrDefault(figure, NOBODY)));
    }
}
