package bft.server.core;

import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.state.Snapshot;
import bft.server.membership.Membership;
import bft.server.synchrony.Attendance;
import bft.server.synchrony.Round;
import bft.server.synchrony.Sampling;
import bft.server.synchrony.Synchrony;
import bft.spec.BadArgument;
import bft.worker.client.Model;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Collects gradients in rounds: one gradient per worker, closed as {@link Synchrony} says. If a
 * round waits for all connected workers, the missing ones count as faulty and the rule is
 * configured for that many fewer; if it closes with the first few gradients, the other workers may
 * be honest, and the rule is configured for f.
 */
final class RoundCollector implements Collector {
    private static final String KIND = "rounds";

    private final JobSettings settings;
    private final Attendance attendance;
    private final Membership members;
    private final AdmissionFilter dampening;
    private final Sampling sampling;
    private final long[] staleness;
    private final double[] weights;
    private JobSettings current;
    private Round round;
    private boolean closed;

    RoundCollector(JobSettings settings, Attendance attendance, Membership members) {
        this.settings = settings;
        this.current = settings.withMembers(members.size());
        this.attendance = attendance;
        this.members = members;
        this.dampening = settings.dampening();
        this.sampling = settings.sampling();
        this.staleness = new long[settings.n()];
        this.weights = new double[settings.n()];
    }

    @Override
    public void open(Model newest, long now, long deadlineNanos) {
        long version = newest.version();
        current = settings.withMembers(members.size());
        round = new Round(version, settings.n(), synchrony().quorum(), now, deadlineNanos);
        excuseOthers();
        closed = false;
        dampening.updated(version);
    }

    private void excuseOthers() {
        if (!sampling.isPartial()) {
            return;
        }
        boolean[] drawn = sampling.drawn(round.number(), members::isMember);
        for (int worker = 0; worker < drawn.length; worker++) {
            if (!drawn[worker]) {
                round.excuse(worker);
            }
        }
    }

    @Override
    public void moveDeadline(long nanos) {
        round.moveDeadline(nanos);
    }

    private Synchrony synchrony() {
        return current.synchrony();
    }

    @Override
    public List<float[]> changed(JobSettings now, long nanos) {
        current = now;
        List<float[]> withdrawn = new ArrayList<>();
        for (int worker = 0; worker < settings.n() && !closed; worker++) {
            if (!members.counts(worker)) {
                round.withdraw(worker).ifPresent(withdrawn::add);
            }
        }
        round.need(synchrony().quorum(), nanos);
        return withdrawn;
    }

    @Override
    public Optional<Refused> untimely(int worker, long baseVersion) {
        boolean tooLate = closed && !synchrony().takesStale();
        if (!tooLate && synchrony().isFresh(baseVersion, round.number())) {
            return Optional.empty();
        }
        String detail =
                "base version %s, the round of version %s %s"
                        .formatted(baseVersion, round.number(), closed ? "has closed" : "is open");
        return Optional.of(new Refused(Refusal.STALE_VERSION, detail));
    }

    @Override
    public Optional<Refused> submitted(int worker) {
        if (round.isExcused(worker)) {
            String turn = "worker %s is not drawn for round %s".formatted(worker, round.number());
            return Optional.of(new Refused(Refusal.TOO_FAR_AHEAD, turn));
        }
        if (closed || !round.hasSubmitted(worker)) {
            return Optional.empty();
        }
        String detail = "worker " + worker + " has already submitted in round " + round.number();
        return Optional.of(new Refused(Refusal.DUPLICATE, detail));
    }

    @Override
    public boolean isSilent(int worker) {
        return attendance.isSilent(worker);
    }

    @Override
    public Verdict accept(Contribution contribution, long now) {
        int worker = contribution.worker();
        Verdict verdict = Verdicts.verdict(dampening.admit(contribution, version -> new float[0]));
        if (verdict instanceof Accepted accepted) {
            staleness[worker] = round.number() - contribution.baseVersion();
            weights[worker] = accepted.weight();
            round.submit(worker, contribution.gradient(), now);
        }
        return verdict;
    }

    @Override
    public void filtered(Filtered filtered, long now) {
        throw new IllegalStateException("a round filters nothing");
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public void faulty(int worker) {
        if (!closed && !round.hasSubmitted(worker)) {
            round.forfeit(worker);
        }
    }

    @Override
    public void slow(int worker) {
        if (!closed) {
            round.stopWaitingFor(worker);
        }
    }

    @Override
    public boolean mayStart(int worker) {
        return !round.isExcused(worker);
    }

    @Override
    public Optional<StepInput> poll(long now) {
        if (!synchrony().shouldClose(round, attendance.isAwaitedBy(round, members::counts), now)) {
            return Optional.empty();
        }
        closed = true;
        attendance.closed(round, members::counts);
        return Optional.of(input());
    }

    @Override
    public OptionalLong quorumAt() {
        return OptionalLong.of(round.quorumNanos());
    }

    private StepInput input() {
        List<Integer> senders = round.senders();
        var bundle = new Bundle(round.rows(), senders, current.ruleFor(senders.size()), 1);
        List<StepInput.Origin> origins = new ArrayList<>();
        for (int worker : senders) {
            origins.add(new StepInput.Origin(worker, staleness[worker], weights[worker]));
        }
        return new StepInput(bundle, origins, true);
    }

    @Override
    public Optional<String> failure(long now, Failures failures) {
        if (now - round.deadlineNanos() < 0) {
            return Optional.empty();
        }
        attendance.overdue(round, members::counts);
        return Optional.of(failures.tooFewGradients(round));
    }

    @Override
    public long wakeAt() {
        return round.hasQuorum() ? synchrony().closesAt(round) : round.deadlineNanos();
    }

    @Override
    public List<float[]> drain() {
        List<float[]> rows = kept();
        round.clear();
        return rows;
    }

    @Override
    public List<float[]> kept() {
        return List.of(round.rows());
    }

    @Override
    public Snapshot snapshot(long now) {
        return Snapshot.of(KIND)
                .with("round", round.snapshot(now))
                .with("closed", closed ? 1L : 0L)
                .with("staleness", staleness)
                .with("weights", weights)
                .build();
    }

    @Override
    public void restore(Snapshot snapshot, Model newest, long now) {
        snapshot.expecting(KIND).holding("round", "closed", "staleness", "weights");
        int n = settings.n();
        int dimension = newest.parameters().length;
        current = settings.withMembers(members.size());
        Snapshot saved = snapshot.part("round");
        round = Round.of(saved, n, synchrony().quorum(), dimension, now);
        BadArgument.when(round.number() > newest.version())
                .because(
                        "%s.round is of version %s, need %s at most",
                        KIND, round.number(), newest.version());
        if (!saved.has("excused")) {
            excuseOthers();
        }
        closed = snapshot.whole("closed", 0, 1) == 1;
        System.arraycopy(snapshot.wholes("staleness", n), 0, staleness, 0, n);
        System.arraycopy(snapshot.reals("weights", n), 0, weights, 0, n);
        dampening.updated(newest.version());
    }
}
