package bft.server.recording;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.state.Snapshot;
import bft.server.config.ServerOptions;
import bft.server.core.Announcement;
import bft.server.core.Job;
import bft.server.core.JobEvent;
import bft.server.core.JobEvent.Kind;
import bft.server.core.NoEffects;
import bft.server.core.StepTools;
import bft.server.core.Work;
import bft.worker.client.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A job whose events are drawn at random, in virtual time, and recorded. */
final class DrivenJob extends NoEffects {
    static final int WORKERS = 4;
    static final int D = 6;

    /** The version of {@link #halfway}. */
    static final long HALFWAY = 3;

    private static final StepTools TOOLS = StepTools.of(Aggregator.sequential());

    private final List<Recorder> recorders;
    private final Random random;
    private final Job job;
    private final long[] sequences = new long[WORKERS];
    private final long[] pushedOn = {-1, -1, -1, -1};
    private Optional<Work> work = Optional.empty();
    private final List<Replay.Start> starts = new ArrayList<>();
    private long now;

    DrivenJob(Map<String, String> settings, Recorder recorder, long seed) {
        this(settings, List.of(recorder), seed);
    }

    private DrivenJob(Map<String, String> settings, List<Recorder> recorders, long seed) {
        this.recorders = recorders;
        this.random = new Random(seed);
        this.job =
                new Job(
                        ServerOptions.job(settings),
                        new Model(0, new float[D]),
                        this,
                        List.copyOf(recorders));
    }

    static Map<String, String> settings(String mode, int rounds) {
        return Map.of(
                "workers",
                "" + WORKERS,
                "byzantine",
                "1",
                "rule",
                mode.equals("async") ? "nnm,geometric-median" : "median",
                "mode",
                mode,
                "optimiser",
                "momentum",
                "schedule",
                "0.1",
                "rounds",
                "" + rounds);
    }

    /** Runs to the end, and returns the last model. */
    float[] run() {
        start();
        while (job.end().isEmpty()) {
            goOn();
        }
        return job.model().parameters();
    }

    /** The state of such a job at version {@link #HALFWAY}. */
    static Snapshot halfway(Map<String, String> settings) {
        var driven = new DrivenJob(settings, List.of(), 5);
        driven.start();
        while (driven.job.model().version() < HALFWAY && driven.job.end().isEmpty()) {
            driven.goOn();
        }
        return driven.job.snapshot(driven.now);
    }

    private void start() {
        happen(JobEvent.of(Kind.START));
        for (int worker = 0; worker < WORKERS; worker++) {
            happen(JobEvent.of(Kind.CONNECTED, worker));
        }
    }

    private void goOn() {
        if (work.isPresent() && random.nextBoolean()) {
            happen(JobEvent.of(Kind.DONE));
        } else {
            other(random.nextInt(WORKERS));
        }
    }

    private void other(int worker) {
        long version = job.model().version();
        if (random.nextInt(20) == 0) {
            happen(JobEvent.of(Kind.REFUSED, worker, "MALFORMED a chunk"));
        } else if (random.nextInt(20) == 0) {
            happen(JobEvent.of(Kind.DISCONNECTED, worker));
            happen(JobEvent.of(Kind.CONNECTED, worker));
        } else if (pushedOn[worker] < version) {
            push(worker, version - Math.min(version, random.nextInt(2)));
        } else {
            now += 100_000_000;
            happen(JobEvent.of(Kind.TICK));
        }
    }

    private void push(int worker, long base) {
        var push = new Announcement(worker, ++sequences[worker], base, D);
        var gradient = new float[D];
        for (int k = 0; k < D; k++) {
            gradient[k] = job.model().parameters()[k] - 1 + random.nextFloat();
        }
        boolean isBad = random.nextInt(30) == 0;
        gradient[0] = isBad ? Float.NaN : gradient[0];
        pushedOn[worker] = isBad || base < job.model().version() ? -1 : base;
        happen(JobEvent.announced(push));
        happen(JobEvent.pushed(push, gradient, isBad ? 0 : -1));
    }

    private void happen(JobEvent event) {
        now += random.nextInt(1_000_000);
        if (random.nextInt(10) == 0) {
            save();
        }
        recorders.forEach(recorder -> recorder.happens(job, event, now));
        event.happen(job, now, this::done);
    }

    private void save() {
        long version = job.model().version();
        long millis = starts.size() + 1;
        recorders.forEach(recorder -> recorder.saved(version, millis, now));
        starts.add(new Replay.Start(version, millis, job.snapshot(now)));
    }

    /** The states that were saved between two events. */
    List<Replay.Start> starts() {
        return starts;
    }

    private Work.Done done() {
        Work asked = work.orElseThrow();
        work = Optional.empty();
        return asked.run(TOOLS);
    }

    @Override
    public void compute(Work asked) {
        work = Optional.of(asked);
    }

    /** Memory that may be reused is. */
    @Override
    public void released(float[] gradient, boolean reusable) {
        if (reusable) {
            gradient[0] = 1e9f;
        }
    }
}
