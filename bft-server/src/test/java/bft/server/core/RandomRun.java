package bft.server.core;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Finite;
import bft.aggregation.state.Snapshot;
import bft.server.membership.Change;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundRecord;
import bft.server.metrics.Tolerance;
import bft.worker.client.Model;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A job under random events, and everything that it had done, in words that tell bits apart. */
final class RandomRun implements Effects, JobListener {
    private static final StepTools TOOLS = StepTools.of(Aggregator.sequential().withDistances());

    private final JobSettings settings;
    private final int dimension;
    private final Random random;
    private final List<String> log = new ArrayList<>();
    private Job job;
    private Optional<Work> work = Optional.empty();
    private long wake = Long.MAX_VALUE;
    private long now = 1_000;

    RandomRun(JobSettings settings, int dimension, Random random) {
        this.settings = settings;
        this.dimension = dimension;
        this.random = random;
        this.job = new Job(settings, new Model(0, new float[dimension]), this, List.of(this));
        job.start(now);
        for (int worker = 0; worker < settings.n(); worker++) {
            job.connected(worker, now);
        }
    }

    JobSettings settings() {
        return settings;
    }

    List<String> log() {
        return log;
    }

    boolean hasEnded() {
        return job.end().isPresent();
    }

    Snapshot snapshot() {
        return job.snapshot(now);
    }

    /** The process dies and another takes over, with a clock of its own. */
    void goOnFrom(Snapshot snapshot) {
        boolean worked = work.isPresent();
        long woke = wake;
        work = Optional.empty();
        now += 12_345_678;
        job = Job.restored(settings, snapshot, dimension, this, List.of(this), now);
        int lines = log.size();
        job.resume(now);
        log.subList(lines, log.size()).clear();
        if (worked != work.isPresent()) {
            log.add("work is " + work + " after the cut");
        }
        if (!worked && job.end().isEmpty() && wake != woke + 12_345_678) {
            log.add("wakes at " + wake + " instead of " + woke);
        }
        wake = woke == Long.MAX_VALUE ? woke : woke + 12_345_678;
    }

    /** One thing happens. */
    void event() {
        int worker = random.nextInt(settings.n());
        int kind = random.nextInt(100);
        if (kind < 45) {
            push(worker);
        } else if (kind < 75) {
            work.ifPresent(this::done);
        } else if (kind < 90) {
            pass(random.nextInt(120));
        } else if (kind < 92) {
            job.disconnected(worker, now);
            if (random.nextBoolean()) {
                job.left(worker, now);
            }
        } else if (kind < 95) {
            job.connected(worker, now);
        } else if (kind < 96) {
            change(worker);
        } else if (kind < 98) {
            job.refused(worker, new Refused(Refusal.MALFORMED, "bytes"), now);
        } else if (kind < 99) {
            job.slow(worker, now);
        } else if (random.nextInt(20) == 0) {
            pass(5_000);
        }
    }

    private void change(int worker) {
        Change change = Change.values()[random.nextInt(Change.values().length)];
        say("%s %d: %s", change, worker, job.change(worker, change, now));
    }

    private void done(Work finished) {
        work = Optional.empty();
        job.done(finished.run(TOOLS), now);
    }

    private void pass(long nanos) {
        now += nanos;
        if (wake <= now) {
            wake = Long.MAX_VALUE;
            job.tick(now);
        }
    }

    private void push(int worker) {
        long version = job.model().version();
        long base = Math.max(0, version - Math.max(0, random.nextInt(6) - 3));
        long sequence = job.lastSequence(worker) + (random.nextInt(12) == 0 ? 0 : 1);
        if (random.nextInt(40) == 0) {
            base = version + 3;
        }
        var push = new Announcement(worker, Math.max(1, sequence), base, dimension);
        float[] gradient = gradient(worker);
        int nonFinite = Finite.firstNonFinite(gradient, 0, dimension);
        if (job.announced(push, now).isEmpty()) {
            job.pushed(push, gradient, nonFinite, now);
        }
    }

    /** Honest ones are alike; the last f workers send what they like. */
    private float[] gradient(int worker) {
        float[] model = job.model().parameters();
        var gradient = new float[dimension];
        boolean isHonest = worker < settings.n() - settings.f();
        for (int k = 0; k < dimension; k++) {
            double honest = model[k] - 1 + 0.1 * random.nextGaussian();
            gradient[k] = (float) (isHonest ? honest : -10 * honest);
        }
        if (!isHonest && random.nextInt(10) == 0) {
            Arrays.fill(gradient, random.nextBoolean() ? Float.NaN : Float.MAX_VALUE);
        }
        return gradient;
    }

    private static String bits(float[] values) {
        return Arrays.toString(values) + Arrays.hashCode(values);
    }

    private void say(String format, Object... values) {
        log.add(format.formatted(values));
    }

    @Override
    public void compute(Work asked) {
        say("compute %s", asked.getClass().getSimpleName());
        work = Optional.of(asked);
    }

    @Override
    public void published(Model model) {
        say("published %d %s", model.version(), bits(model.parameters()));
    }

    @Override
    public void wakeAt(long nanos) {
        wake = nanos;
    }

    @Override
    public void released(float[] gradient, boolean reusable) {
        say("released %s", bits(gradient));
    }

    @Override
    public void answered(int worker, long sequence, Verdict verdict) {
        say("answered %d %d %s", worker, sequence, verdict);
    }

    @Override
    public void progressChanged() {
        say("progress changed");
    }

    @Override
    public void ended(JobEnd end) {
        wake = Long.MAX_VALUE;
        say("ended %s", end.message());
    }

    @Override
    public void accepted(int worker, long staleness, double weight) {
        say("accepted %d %d %s", worker, staleness, weight);
    }

    @Override
    public void tolerance(Tolerance tolerance) {
        say("%s", tolerance);
    }

    @Override
    public void roundClosed(RoundRecord round) {
        say("%s", round);
    }

    @Override
    public void connected(int workers) {
        say("connected %d", workers);
    }
}
