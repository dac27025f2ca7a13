package bft.server.core;

import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Members;
import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.admission.policy.AdmissionPolicy;
import bft.aggregation.state.Snapshot;
import bft.server.membership.Membership;
import bft.server.model.ModelHistory;
import bft.server.synchrony.Attendance;
import bft.server.synchrony.Flags;
import bft.server.synchrony.ProgressClocks;
import bft.server.synchrony.Synchrony;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Collects a stream of gradients. An {@link AdmissionPolicy} filters each as it arrives, and
 * decides which of them make a step.
 *
 * <p>A worker sends one gradient on a version, or as many as the policy allows, and then waits for
 * the next version, so a policy must work with the gradients of n-f workers. If they make no step
 * by the deadline, or fewer than n-f workers send anything, the job ends with a message.
 *
 * <p>One {@link Filtering} at a time uses the policy on another thread; this class uses it only
 * between those. A snapshot of its memory is kept beside it.
 *
 * <p>Memory: the policy's, and the versions that a gradient may be computed at, max staleness + 1.
 */
final class StreamCollector implements Collector {
    private static final String KIND = "stream";

    private final JobSettings settings;
    private final Attendance attendance;
    private final Membership members;
    private final Synchrony synchrony;
    private final AdmissionPolicy policy;
    private final ModelHistory history;
    private final ProgressClocks clocks;

    /** Where each worker's latest gradient comes from, or the one of it that waits for a step. */
    private final StepInput.Origin[] latest;

    private final int attempts;

    /** How many gradients of each worker on the newest version were filtered. */
    private final long[] tries;

    private final boolean[] pushed;
    private final boolean[] pushedLately;

    /** When each worker sent last; at first, when the job began. */
    private final long[] lastNanos;

    /** Who sent nothing for as long as a version may take, though it could, and nothing since. */
    private final boolean[] silent;

    private Snapshot remembered;
    private Optional<Bundle> due = Optional.empty();
    private boolean opened;
    private boolean waitsForRest;
    private JobSettings current;
    private Members reported;
    private long version;
    private long restNanos;
    private long deadlineNanos;

    StreamCollector(JobSettings settings, Attendance attendance, Membership members) {
        int n = settings.n();
        this.settings = settings;
        this.current = settings.withMembers(members.size());
        this.attendance = attendance;
        this.members = members;
        this.synchrony = settings.synchrony();
        this.policy = settings.policy();
        this.remembered = policy.snapshot();
        this.history = new ModelHistory(synchrony.maxStaleness() + 1);
        this.clocks = new ProgressClocks(n, settings.f(), synchrony.maxClockGap());
        this.latest = new StepInput.Origin[n];
        Arrays.setAll(latest, worker -> new StepInput.Origin(worker, 0, 0));
        this.attempts = policy.filter().attempts();
        this.tries = new long[n];
        this.pushed = new boolean[n];
        this.pushedLately = new boolean[n];
        this.silent = new boolean[n];
        this.lastNanos = new long[n];
        clocks.count(members::counts);
        reported = presence();
    }

    @Override
    public List<float[]> changed(JobSettings now, long nanos) {
        current = now;
        clocks.count(members::counts);
        return List.of();
    }

    @Override
    public void open(Model newest, long now, long deadline) {
        version = newest.version();
        current = settings.withMembers(members.size());
        deadlineNanos = deadline;
        history.add(newest);
        due = Optional.empty();
        waitsForRest = false;
        Arrays.fill(pushed, false);
        Arrays.fill(pushedLately, false);
        Arrays.fill(tries, 0);
        if (version > 0) {
            policy.updated(version);
            remembered = policy.snapshot();
        }
        clocks.updated(version);
        if (!opened) {
            Arrays.fill(lastNanos, now);
            opened = true;
        }
        report(now);
    }

    @Override
    public void moveDeadline(long nanos) {
        deadlineNanos = nanos;
    }

    @Override
    public void joined(int worker) {
        clocks.joined(worker);
    }

    @Override
    public Optional<Refused> untimely(int worker, long baseVersion) {
        if (!synchrony.isFresh(baseVersion, version) || !history.has(baseVersion)) {
            return Optional.of(
                    new Refused(
                            Refusal.STALE_VERSION,
                            "base version %s, the newest is %s and gradients may be %s behind"
                                    .formatted(baseVersion, version, synchrony.maxStaleness())));
        }
        if (!clocks.mayPush(worker)) {
            return Optional.of(
                    new Refused(
                            Refusal.TOO_FAR_AHEAD,
                            "worker %s is %s pushes ahead, at most %s are allowed"
                                    .formatted(
                                            worker, clocks.gap(worker), synchrony.maxClockGap())));
        }
        return Optional.empty();
    }

    @Override
    public Optional<Filtering> filtering(Contribution contribution) {
        policy.members(reported);
        return Optional.of(new Filtering(policy, remembered, contribution, history::at));
    }

    /**
     * Decides whose gradients the next one is compared with: those of members that are connected
     * and not silent. If more than f are missing, as after a restart, they cannot all be faulty,
     * and what they sent before still counts. Part of the state, so that a gradient whose filtering
     * is repeated after a cut is compared with the same ones.
     */
    private void report(long now) {
        long most = settings.deadlines().roundNanos();
        for (int worker = 0; worker < silent.length; worker++) {
            boolean couldSend = !clocks.isDone(worker) && clocks.mayStart(worker);
            silent[worker] = couldSend && now - lastNanos[worker] >= most;
        }
        reported = presence();
    }

    private Members presence() {
        int here = count(this::isPresent);
        boolean tooFew = here < current.quorum();
        var present = new boolean[settings.n()];
        for (int worker = 0; worker < present.length; worker++) {
            present[worker] = members.counts(worker) && (tooFew || isPresent(worker));
        }
        return new Members(current.n(), present);
    }

    private boolean isPresent(int worker) {
        return attendance.isHere(worker) && !silent[worker];
    }

    @Override
    public boolean isSilent(int worker) {
        return silent[worker];
    }

    @Override
    public Verdict accept(Contribution contribution, long now) {
        throw new IllegalStateException("a stream filters every gradient");
    }

    @Override
    public void filtered(Filtered filtered, long now) {
        Contribution contribution = filtered.contribution();
        int worker = contribution.worker();
        long base = contribution.baseVersion();
        remembered = filtered.policy();
        due = filtered.bundle();
        double weight = filtered.verdict() instanceof Accepted accepted ? accepted.weight() : 0;
        if (weight > 0 || !isWaiting(worker)) {
            latest[worker] = new StepInput.Origin(worker, version - base, weight);
        }
        tries[worker] += base == version ? 1 : 0;
        hear(worker, now);
        clocks.finished(worker, base);
        report(now);
    }

    /** Whether a gradient of that worker was accepted since the last step. */
    private boolean isWaiting(int worker) {
        return pushed[worker] && latest[worker].dampening() > 0;
    }

    private void hear(int worker, long now) {
        boolean isNew = !pushed[worker];
        pushed[worker] = true;
        pushedLately[worker] = true;
        lastNanos[worker] = now;
        if (isNew && count(w -> pushed[w]) == current.quorum()) {
            waitsForRest = true;
            restNanos = now + synchrony.graceNanos();
        }
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public boolean mayStart(int worker) {
        return clocks.mayStart(worker);
    }

    @Override
    public Optional<StepInput> poll(long now) {
        if (due.isEmpty() && waitsForRest && now - restNanos >= 0) {
            waitsForRest = false;
            due = policy.buffer().overdue(pushed.clone());
            remembered = policy.snapshot();
        }
        return due.map(
                bundle ->
                        new StepInput(
                                bundle,
                                bundle.senders().stream().map(this::origin).toList(),
                                false));
    }

    private StepInput.Origin origin(int sender) {
        return sender == Bundle.SHARED ? new StepInput.Origin(sender, 0, 1) : latest[sender];
    }

    /** At the deadline: a worker that waits for a version or for slower workers is not silent. */
    @Override
    public Optional<String> failure(long now, Failures failures) {
        if (now - deadlineNanos < 0) {
            return Optional.empty();
        }
        int needed = current.quorum();
        int alive = count(this::isAlive);
        report(now);
        Arrays.fill(pushedLately, false);
        deadlineNanos = now + settings.deadlines().roundNanos();
        if (alive < needed) {
            return Optional.of(failures.tooFewSenders(version, alive));
        }
        int done = count(worker -> clocks.isDone(worker) && tries[worker] >= attempts);
        return done >= needed
                ? Optional.of(failures.noStep(version, done, policy))
                : Optional.empty();
    }

    private boolean isAlive(int worker) {
        return pushedLately[worker] || clocks.isDone(worker) || !clocks.mayStart(worker);
    }

    /** How many workers that count have a property. */
    private int count(IntPredicate which) {
        return (int)
                IntStream.range(0, pushed.length).filter(members::counts).filter(which).count();
    }

    @Override
    public long wakeAt() {
        return waitsForRest && restNanos - deadlineNanos < 0 ? restNanos : deadlineNanos;
    }

    @Override
    public Snapshot snapshot(long now) {
        return Snapshot.of(KIND)
                .with("version", version)
                .with("rest-ends", restNanos - now)
                .with("deadline", deadlineNanos - now)
                .with("waits-for-rest", waitsForRest ? 1L : 0L)
                .with("pushed", Flags.toLongs(pushed))
                .with("pushed-lately", Flags.toLongs(pushedLately))
                .with("silent", Flags.toLongs(silent))
                .with("last", Arrays.stream(lastNanos).map(at -> at - now).toArray())
                .with("members", (long) reported.count())
                .with("present", Flags.toLongs(reported.present()))
                .with("tries", tries)
                .with(
                        "staleness",
                        Arrays.stream(latest).mapToLong(StepInput.Origin::staleness).toArray())
                .with(
                        "weights",
                        Arrays.stream(latest).mapToDouble(StepInput.Origin::dampening).toArray())
                .with("progress-clocks", clocks.snapshot())
                .with("policy", remembered)
                .with("history", history.snapshot())
                .build();
    }

    @Override
    public void restore(Snapshot snapshot, Model newest, long now) {
        snapshot.like(snapshot(now));
        int n = settings.n();
        int dimension = newest.parameters().length;
        current = settings.withMembers(members.size());
        clocks.count(members::counts);
        version = snapshot.whole("version", 0, newest.version());
        restNanos = now + snapshot.whole("rest-ends");
        deadlineNanos = now + snapshot.whole("deadline");
        waitsForRest = snapshot.whole("waits-for-rest", 0, 1) == 1;
        Flags.copy(snapshot.wholes("pushed", n, 0, 1), pushed);
        Flags.copy(snapshot.wholes("pushed-lately", n, 0, 1), pushedLately);
        Flags.copy(snapshot.wholes("silent", n, 0, 1), silent);
        long[] last = snapshot.wholes("last", n);
        Arrays.setAll(lastNanos, w -> now + last[w]);
        opened = true;
        var present = new boolean[n];
        Flags.copy(snapshot.wholes("present", n, 0, 1), present);
        reported = new Members((int) snapshot.whole("members", 1, n), present);
        System.arraycopy(snapshot.wholes("tries", n, 0, Long.MAX_VALUE - 1), 0, tries, 0, n);
        long[] staleness = snapshot.wholes("staleness", n);
        double[] weights = snapshot.reals("weights", n);
        Arrays.setAll(latest, w -> new StepInput.Origin(w, staleness[w], weights[w]));
        clocks.restore(snapshot.part("progress-clocks"));
        policy.restore(snapshot.part("policy"), dimension);
        remembered = snapshot.part("policy");
        history.restore(snapshot.part("history"), newest);
    }
}
