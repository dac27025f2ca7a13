package bft.server.core;

import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.AdmissionPolicy;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.aggregation.admission.bundle.Bundle;
import bft.server.model.ModelHistory;
import bft.server.synchrony.Leads;
import bft.server.synchrony.Synchrony;
import bft.worker.client.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A stream of gradients, each judged as it comes by an {@link AdmissionPolicy}, which also says
 * which of them make a step.
 *
 * <p>A worker sends one gradient on a version and then waits for the next, so a policy has to make
 * do with one of each of n-f workers. If none of them comes to a step by the deadline, or fewer
 * than n-f workers are heard of, the job cannot go on and says so.
 *
 * <p>Memory: the policy's, and the versions that a gradient may be computed at, max staleness + 1.
 */
final class StreamIntake implements Intake {
    private final JobSettings settings;
    private final Synchrony synchrony;
    private final AdmissionPolicy policy;
    private final ModelHistory history;
    private final Leads leads;
    private final Batch.Origin[] latest;
    private final boolean[] heard;
    private final boolean[] heardOfLate;
    private Optional<Bundle> due = Optional.empty();
    private boolean waitsForRest;
    private long version;
    private long restNanos;
    private long deadlineNanos;

    StreamIntake(JobSettings settings) {
        int n = settings.n();
        this.settings = settings;
        this.synchrony = settings.synchrony();
        this.policy = settings.policy();
        this.history = new ModelHistory(synchrony.maxStaleness() + 1);
        this.leads = new Leads(n, settings.f(), synchrony.maxLead());
        this.latest = new Batch.Origin[n];
        this.heard = new boolean[n];
        this.heardOfLate = new boolean[n];
    }

    @Override
    public void open(Model newest, long now, long deadline) {
        version = newest.version();
        deadlineNanos = deadline;
        history.add(newest);
        due = Optional.empty();
        waitsForRest = false;
        Arrays.fill(heard, false);
        Arrays.fill(heardOfLate, false);
        if (version > 0) {
            policy.updated(version);
        }
        leads.updated(version);
    }

    @Override
    public void moveDeadline(long nanos) {
        deadlineNanos = nanos;
    }

    @Override
    public void joined(int worker) {
        leads.joined(worker);
    }

    @Override
    public Optional<Refused> untimely(int worker, long baseVersion) {
        if (!synchrony.isFresh(baseVersion, version) || !history.has(baseVersion)) {
            return Optional.of(
                    new Refused(
                            Refusal.STALE_VERSION,
                            "base version %d, the newest is %d and gradients may be %d behind"
                                    .formatted(baseVersion, version, synchrony.maxStaleness())));
        }
        if (!leads.mayPush(worker)) {
            return Optional.of(
                    new Refused(
                            Refusal.TOO_FAR_AHEAD,
                            "worker %d is %d pushes ahead, at most %d are allowed"
                                    .formatted(worker, leads.of(worker), synchrony.maxLead())));
        }
        return Optional.empty();
    }

    @Override
    public Optional<Refused> spent(int worker) {
        return Optional.empty();
    }

    @Override
    public Verdict take(Contribution contribution, long now) {
        int worker = contribution.worker();
        long base = contribution.baseVersion();
        Verdict verdict = policy.filter().judge(contribution, history::at);
        due = policy.gathering().gather(contribution, verdict);
        double weight = verdict instanceof Accepted accepted ? accepted.weight() : 0;
        latest[worker] = new Batch.Origin(worker, version - base, weight);
        hear(worker, now);
        leads.finished(worker, base);
        return verdict;
    }

    private void hear(int worker, long now) {
        boolean isNew = !heard[worker];
        heard[worker] = true;
        heardOfLate[worker] = true;
        if (isNew && count(w -> heard[w]) == settings.quorum()) {
            waitsForRest = true;
            restNanos = now + synchrony.graceNanos();
        }
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public void caught(int worker, boolean isFault) {}

    @Override
    public boolean mayStart(int worker) {
        return leads.mayStart(worker);
    }

    @Override
    public Optional<Batch> poll(long now) {
        if (due.isEmpty() && waitsForRest && now - restNanos >= 0) {
            waitsForRest = false;
            due = policy.gathering().overdue(heard.clone());
        }
        return due.map(
                bundle -> new Batch(bundle, bundle.senders().stream().map(this::origin).toList()));
    }

    private Batch.Origin origin(int sender) {
        return sender == Bundle.SHARED ? new Batch.Origin(sender, 0, 1) : latest[sender];
    }

    /** At the deadline: a worker that waits, for a version or for slower ones, is not silent. */
    @Override
    public Optional<String> failure(long now, Failures failures) {
        if (now - deadlineNanos < 0) {
            return Optional.empty();
        }
        int needed = settings.quorum();
        int alive = count(w -> heardOfLate[w] || leads.isDone(w) || !leads.mayStart(w));
        if (alive < needed) {
            return Optional.of(failures.tooFewSenders(version, alive));
        }
        int done = count(leads::isDone);
        if (done >= needed) {
            return Optional.of(failures.noStep(version, done, policy));
        }
        Arrays.fill(heardOfLate, false);
        deadlineNanos = now + settings.deadlines().roundNanos();
        return Optional.empty();
    }

    private int count(IntPredicate which) {
        return (int) IntStream.range(0, heard.length).filter(which).count();
    }

    @Override
    public long wakeAt() {
        return waitsForRest && restNanos - deadlineNanos < 0 ? restNanos : deadlineNanos;
    }

    @Override
    public List<float[]> empty() {
        return List.of();
    }
}
