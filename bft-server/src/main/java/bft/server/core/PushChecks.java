package bft.server.core;

import bft.worker.verdict.Refusal;
import bft.worker.verdict.Refused;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which pushes are refused, whatever their data.
 *
 * @param attempts how many gradients a worker may send on one version
 */
record PushChecks(JobState state, int attempts) {
    /** Why this push is refused, without a look at its data; empty if that depends on them. */
    Optional<Refused> refusalOf(Announcement push) {
        int worker = push.worker();
        long base = push.baseVersion();
        long current = state.model.version();
        OptionalLong waits = state.waiting.sequenceOf(worker);
        if (state.end.isPresent()) {
            return refused(Refusal.JOB_ENDED, "the job has ended at version " + current);
        }
        if (!state.membership.counts(worker)) {
            return state.membership.refusal(worker);
        }
        if (waits.isPresent() && waits.getAsLong() != push.sequence()) {
            return refused(
                    Refusal.TOO_MANY_STREAMS, "push " + waits.getAsLong() + " is still waiting");
        }
        int dimension = state.model.parameters().length;
        if (push.dimension() != dimension) {
            return refused(
                    Refusal.WRONG_DIMENSION,
                    "gradient has " + push.dimension() + " values, the model " + dimension);
        }
        if (base > current) {
            return refused(
                    Refusal.FUTURE_VERSION, "base version " + base + ", the newest is " + current);
        }
        return state.collector
                .untimely(worker, base)
                .or(() -> isPast(worker, push.sequence()))
                .or(() -> isBeyondAttempts(push))
                .or(() -> state.collector.submitted(worker));
    }

    private Optional<Refused> isPast(int worker, long sequence) {
        long last = state.answers.lastSequence(worker);
        return state.answers.isPast(worker, sequence)
                ? refused(Refusal.DUPLICATE, "sequence " + sequence + " came after " + last)
                : Optional.empty();
    }

    private Optional<Refused> isBeyondAttempts(Announcement push) {
        return push.attempt() < attempts
                ? Optional.empty()
                : refused(
                        Refusal.DUPLICATE,
                        "attempt %s on version %s, attempts must be in [0, %s)"
                                .formatted(push.attempt(), push.baseVersion(), attempts));
    }

    private static Optional<Refused> refused(Refusal reason, String detail) {
        return Optional.of(new Refused(reason, detail));
    }
}
