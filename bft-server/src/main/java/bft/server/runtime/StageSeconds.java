package bft.server.runtime;

import bft.server.core.StepTools;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The time that each stage of a step takes, as a histogram. */
public final class StageSeconds implements StepTools.Timer {
    private static final double[] SECONDS = {
        1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30
    };

    private final Map<StepTools.Stage, Histogram.Child> stages =
            new EnumMap<>(StepTools.Stage.class);

    public StageSeconds(CollectorRegistry registry) {
        Histogram seconds =
                Histogram.build("bft_step_seconds", "Time of each stage of a step.")
                        .labelNames("stage")
                        .buckets(SECONDS)
                        .register(registry);
        for (StepTools.Stage stage : StepTools.Stage.values()) {
            stages.put(stage, seconds.labels(stage.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public <T> T timed(StepTools.Stage stage, Supplier<T> work) {
        Histogram.Timer timer = stages.get(stage).startTimer();
        try {
            return work.get();
        } finally {
            timer.observeDuration();
        }
    }
}
