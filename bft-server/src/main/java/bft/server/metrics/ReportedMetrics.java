package bft.server.metrics;

import bft.worker.wire.Figure;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.EnumMap;
import java.util.Map;

/** Gauges of what workers report about their own data and work. */
public final class ReportedMetrics implements JobListener {
    private static final ReportedFigure NOBODY =
            new ReportedFigure(Double.NaN, Double.NaN, Double.NaN, 0, 0);

    private final Map<Figure, Gauge> medians = new EnumMap<>(Figure.class);
    private final Gauge workers;

    public ReportedMetrics(CollectorRegistry registry) {
        workers =
                Gauge.build("bft_reporting_workers", "Trusted workers that report a figure.")
                        .labelNames("figure")
                        .register(registry);
        for (Figure figure : Figure.values()) {
            String help =
                    "Median over trusted workers of the %s that they report; NaN if too few do.";
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

    /** A figure of held-out rows stays until the next one. */
    @Override
    public void roundClosed(RoundRecord round) {
        for (Figure figure : Figure.values()) {
            if (!figure.isHeldOut() || round.reported().containsKey(figure)) {
                set(figure, round.reported().getOrDefault(figure, NOBODY));
            }
        }
    }
}
