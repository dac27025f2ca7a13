package bft.experiments.simulation;

import bft.aggregation.Aggregator;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Verdict;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Colluders;
import bft.experiments.scenario.LoadedScenario;
import bft.server.Deadlines;
import bft.server.Effects;
import bft.server.Job;
import bft.server.JobEnd;
import bft.server.RoundWork;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;
import bft.worker.training.GradientSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * One run. In each round every worker answers at once, in order of workers; colluders are truly
 * omniscient: they see what the honest workers of the round send.
 */
public final class InProcessRun {
    private static final long GRACE_NANOS = 1_000_000_000;
    private static final long PUSH_NANOS = 1_000_000;
    private static final Deadlines DEADLINES = new Deadlines(30_000_000_000L, 30_000_000_000L);

    private final LoadedScenario loaded;
    private final GradientSource[] honest;
    private final Colluders colluders;
    private final BiConsumer<RoundRecord, Model> onRound;
    private final Job job;
    private long now;
    private long wakeNanos;

    private InProcessRun(LoadedScenario loaded, BiConsumer<RoundRecord, Model> onRound) {
        this.loaded = loaded;
        this.onRound = onRound;
        Cohort cohort = loaded.scenario().cohort();
        this.honest =
                IntStream.range(0, cohort.honest())
                        .mapToObj(loaded::source)
                        .toArray(GradientSource[]::new);
        this.colluders = new Colluders(loaded);
        this.job =
                new Job(
                        loaded.scenario().jobSettings(GRACE_NANOS, DEADLINES),
                        new Model(0, loaded.initialParameters()),
                        new Surroundings(),
                        List.of(new Rounds()));
    }

    /**
     * Runs a scenario to its end.
     *
     * @param onRound hears of every round, with the model that it made
     */
    public static JobEnd run(LoadedScenario loaded, BiConsumer<RoundRecord, Model> onRound) {
        return new InProcessRun(loaded, onRound).run();
    }

    private JobEnd run() {
        job.start(now);
        int n = loaded.scenario().cohort().n();
        for (int worker = 0; worker < n; worker++) {
            job.connected(worker, now);
        }
        while (job.end().isEmpty()) {
            round(job.model());
        }
        return job.end().get();
    }

    private void round(Model model) {
        float[][] sent = new float[honest.length][];
        for (int worker = 0; worker < sent.length; worker++) {
            sent[worker] = honest[worker].gradientAt(model.version(), model.parameters());
        }
        float[][] forged = colluders.forge(model.version(), model.parameters(), sent);
        for (int worker = 0; worker < sent.length + forged.length; worker++) {
            float[] gradient = worker < sent.length ? sent[worker] : forged[worker - sent.length];
            now += PUSH_NANOS;
            var contribution = new Contribution(worker, model.version(), gradient.clone());
            job.push(contribution, model.version() + 1, now);
        }
        if (job.end().isEmpty() && job.model().version() == model.version()) {
            now = Math.max(now, wakeNanos);
            job.tick(now);
        }
    }

    private final class Rounds implements JobListener {
        @Override
        public void roundClosed(RoundRecord round) {
            onRound.accept(round, job.model());
        }
    }

    /** Aggregates at once; time passes only as the run says. */
    private final class Surroundings implements Effects {
        private final Aggregator aggregator = Aggregator.sequential();

        @Override
        public void aggregate(RoundWork work) {
            job.aggregated(work.run(aggregator), now);
        }

        @Override
        public void published(Model model) {}

        @Override
        public void wakeAt(long nanos) {
            wakeNanos = nanos;
        }

        @Override
        public void released(float[] gradient) {}

        @Override
        public void answered(int worker, long sequence, Verdict verdict) {}

        @Override
        public void leadsChanged() {}

        @Override
        public void ended(JobEnd end) {}
    }
}
