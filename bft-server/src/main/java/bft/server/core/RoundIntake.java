package bft.server.core;

import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import bft.aggregation.admission.bundle.Bundle;
import bft.server.synchrony.Attendance;
import bft.server.synchrony.Round;
import bft.server.synchrony.Synchrony;
import bft.worker.client.Model;
import java.util.List;
import java.util.Optional;

/**
 * Rounds: one vote a worker, closed as {@link Synchrony} says. Where a round waits for all who are
 * there, those who are missing are taken for faulty and the rule is made for as many fewer; where
 * it closes with the first few, the others may be honest, and the rule is made for f all the same.
 */
final class RoundIntake implements Intake {
    private final JobSettings settings;
    private final Synchrony synchrony;
    private final Attendance attendance;
    private final AdmissionFilter dampening;
    private final long[] staleness;
    private final double[] weights;
    private Round round;
    private boolean closed;

    RoundIntake(JobSettings settings, Attendance attendance) {
        this.settings = settings;
        this.synchrony = settings.synchrony();
        this.attendance = attendance;
        this.dampening = settings.dampening();
        this.staleness = new long[settings.n()];
        this.weights = new double[settings.n()];
    }

    @Override
    public void open(Model newest, long now, long deadlineNanos) {
        long version = newest.version();
        round = new Round(version, settings.n(), synchrony.quorum(), now, deadlineNanos);
        closed = false;
        dampening.updated(version);
    }

    @Override
    public void moveDeadline(long nanos) {
        round.moveDeadline(nanos);
    }

    @Override
    public void joined(int worker) {}

    @Override
    public Optional<Refused> untimely(int worker, long baseVersion) {
        boolean tooLate = closed && !synchrony.takesStale();
        if (!tooLate && synchrony.isFresh(baseVersion, round.number())) {
            return Optional.empty();
        }
        String detail =
                "base version %d, the round of version %d %s"
                        .formatted(baseVersion, round.number(), closed ? "has closed" : "is open");
        return Optional.of(new Refused(Refusal.STALE_VERSION, detail));
    }

    @Override
    public Optional<Refused> spent(int worker) {
        if (closed || !round.hasSpent(worker)) {
            return Optional.empty();
        }
        String detail = "worker " + worker + " has spent its vote of round " + round.number();
        return Optional.of(new Refused(Refusal.DUPLICATE, detail));
    }

    @Override
    public Verdict take(Contribution contribution, long now) {
        int worker = contribution.worker();
        Verdict verdict = dampening.judge(contribution, version -> new float[0]);
        double weight = ((Accepted) verdict).weight();
        float[] gradient = contribution.gradient();
        for (int k = 0; k < gradient.length && weight != 1; k++) {
            gradient[k] = (float) (weight * gradient[k]);
        }
        staleness[worker] = round.number() - contribution.baseVersion();
        weights[worker] = weight;
        round.vote(worker, gradient, now);
        return verdict;
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public void caught(int worker, boolean isFault) {
        if (closed || round.hasSpent(worker)) {
            return;
        }
        if (isFault) {
            round.forfeit(worker);
        } else {
            round.giveUp(worker);
        }
    }

    @Override
    public boolean mayStart(int worker) {
        return true;
    }

    @Override
    public Optional<Batch> poll(long now) {
        if (!synchrony.shouldClose(round, attendance.isAwaitedBy(round), now)) {
            return Optional.empty();
        }
        closed = true;
        attendance.closed(round);
        List<Integer> voters = round.voters();
        var bundle = new Bundle(round.rows(), voters, settings.ruleFor(voters.size()), 1);
        return Optional.of(
                new Batch(
                        bundle,
                        voters.stream()
                                .map(w -> new Batch.Origin(w, staleness[w], weights[w]))
                                .toList()));
    }

    @Override
    public Optional<String> failure(long now, Failures failures) {
        if (round.reachable() < synchrony.quorum()) {
            return Optional.of(failures.outOfReach(round));
        }
        return now - round.deadlineNanos() >= 0
                ? Optional.of(failures.tooFewGradients(round))
                : Optional.empty();
    }

    @Override
    public long wakeAt() {
        return round.hasQuorum() ? synchrony.closesAt(round) : round.deadlineNanos();
    }

    @Override
    public List<float[]> empty() {
        return List.of(round.rows());
    }
}
