package bft.server.core;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.kernels.Finite;
import bft.aggregation.rules.Rules;
import bft.aggregation.state.Snapshot;
import bft.server.metrics.JobListener;
import bft.server.metrics.RoundRecord;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.synchrony.Modes;
import bft.server.synchrony.Synchrony;
import bft.worker.client.Model;
import bft.worker.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A job in virtual time: what it asked for is kept, and aggregation waits until told to run. */
final class Simulated implements Effects, JobListener {
    private static final StepTools TOOLS = StepTools.of(Aggregator.sequential().withDistances());

    static final long SECOND = 1_000_000_000L;
    static final Deadlines DEADLINES = new Deadlines(60 * SECOND, 30 * SECOND);
    static final long GRACE = 2 * SECOND;

    final Job job;
    final List<RoundRecord> records = new ArrayList<>();
    final List<Model> versions = new ArrayList<>();
    final List<float[]> released = new ArrayList<>();
    final List<Answer> answers = new ArrayList<>();
    int leadChanges;
    private final List<Work> pending = new ArrayList<>();
    private final boolean atOnce;
    private OptionalLong wake = OptionalLong.empty();
    long now;

    /** An answer that came later than the push. */
    record Answer(int worker, long sequence, Verdict verdict) {}

    private Simulated(JobSettings settings, float[] initial, boolean atOnce) {
        this.atOnce = atOnce;
        job = new Job(settings, new Model(0, initial), this, List.of(this));
    }

    private Simulated(JobSettings settings, Snapshot snapshot, int dimension) {
        atOnce = true;
        job = Job.restored(settings, snapshot, dimension, this, List.of(this), 0);
    }

    /** A job that goes on in another process at time 0; rounds aggregate at once. */
    static Simulated restarted(JobSettings settings, Snapshot snapshot, int dimension) {
        var simulated = new Simulated(settings, snapshot, dimension);
        simulated.job.restart(0);
        return simulated;
    }

    /** A running job whose workers have all joined; rounds aggregate at once. */
    static Simulated running(JobSettings settings, int dimension) {
        return running(settings, new float[dimension]);
    }

    /** As {@link #running(JobSettings, int)}, from a model of its own. */
    static Simulated running(JobSettings settings, float[] initial) {
        var simulated = new Simulated(settings, initial, true);
        simulated.job.start(0);
        for (int worker = 0; worker < settings.n(); worker++) {
            simulated.job.connected(worker, simulated.now);
        }
        return simulated;
    }

    /** A job that nobody has joined yet; rounds aggregate at once. */
    static Simulated waiting(JobSettings settings, int dimension) {
        var simulated = new Simulated(settings, new float[dimension], true);
        simulated.job.start(0);
        return simulated;
    }

    /** As {@link #running}, but a closed round waits for {@link #aggregateNow}. */
    static Simulated stepwise(JobSettings settings, int dimension) {
        var simulated = new Simulated(settings, new float[dimension], false);
        simulated.job.start(0);
        for (int worker = 0; worker < settings.n(); worker++) {
            simulated.job.connected(worker, 0);
        }
        return simulated;
    }

    /** Mode as an operator writes it, and a filter if one is to be given. */
    static JobSettings settings(
            String mode, String rule, Optional<String> filter, int n, int f, long rounds) {
        return settings(mode, rule, filter, n, f, rounds, 1);
    }

    /** The same with a learning rate. */
    static JobSettings settings(
            String mode,
            String rule,
            Optional<String> filter,
            int n,
            int f,
            long rounds,
            double rate) {
        return new JobSettings(
                n,
                Rules.of(rule, f),
                Modes.of(mode, n, f, Modes.Limits.ofGrace(GRACE)),
                filter,
                new TrainingPlan(new Sgd(new Schedule.Constant(rate)), rounds, 7),
                DEADLINES);
    }

    /** Rule, f, quorum and rounds; sgd with rate 1, so that a step subtracts the aggregate. */
    static JobSettings settings(String rule, int n, int f, int quorum, long rounds) {
        return new JobSettings(
                n,
                Rules.of(rule, f),
                Synchrony.bulkSynchronous(n, quorum, GRACE),
                new TrainingPlan(new Sgd(new Schedule.Constant(1)), rounds, 7),
                DEADLINES);
    }

    /** Pushes for the present version, under the sequence number version + 1. */
    Verdict push(int worker, float... gradient) {
        long version = job.model().version();
        return pushAt(worker, version, version + 1, gradient);
    }

    Verdict pushAt(int worker, long base, long sequence, float... gradient) {
        return sendAs(worker, base, sequence, gradient).orElseThrow();
    }

    /** Pushes; the answer is empty if it is to come later. */
    Optional<Verdict> sendAs(int worker, long base, long sequence, float... gradient) {
        int before = answers.size();
        var push = new Announcement(worker, sequence, base, gradient.length);
        job.pushed(push, gradient, Finite.firstNonFinite(gradient, 0, gradient.length), now);
        Optional<Answer> own =
                answers.subList(before, answers.size()).stream()
                        .filter(one -> one.worker() == worker && one.sequence() == sequence)
                        .findFirst();
        own.ifPresent(answers::remove);
        return own.map(Answer::verdict);
    }

    /** Pushes what a worker computed at a version, under its next sequence number. */
    Optional<Verdict> send(int worker, long base, float... gradient) {
        return sendAs(worker, base, job.lastSequence(worker) + 1, gradient);
    }

    /** Lets time pass, waking the job whenever it asked for it. */
    void pass(long nanos) {
        long until = now + nanos;
        while (wake.isPresent() && wake.getAsLong() <= until && job.end().isEmpty()) {
            now = Math.max(now, wake.getAsLong());
            wake = OptionalLong.empty();
            job.tick(now);
        }
        now = until;
    }

    boolean isAggregating() {
        return !pending.isEmpty();
    }

    void aggregateNow() {
        job.done(pending.remove(0).run(TOOLS), now);
    }

    void failWork(Throwable cause) {
        pending.remove(0);
        job.failed(cause, now);
    }

    RoundRecord lastRecord() {
        return records.get(records.size() - 1);
    }

    @Override
    public void compute(Work work) {
        pending.add(work);
        if (atOnce || work instanceof Filtering) {
            aggregateNow();
        }
    }

    @Override
    public void published(Model model) {
        versions.add(model);
    }

    @Override
    public void wakeAt(long nanos) {
        wake = OptionalLong.of(nanos);
    }

    @Override
    public void released(float[] gradient, boolean reusable) {
        released.add(gradient);
    }

    @Override
    public void answered(int worker, long sequence, Verdict verdict) {
        answers.add(new Answer(worker, sequence, verdict));
    }

    @Override
    public void progressChanged() {
        leadChanges++;
    }

    @Override
    public void ended(JobEnd end) {
        wake = OptionalLong.empty();
    }

    @Override
    public void roundClosed(RoundRecord round) {
        records.add(round);
    }
}
