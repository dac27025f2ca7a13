package bft.server.core;

import bft.aggregation.state.Snapshot;
import bft.server.metrics.Reasons;
import bft.worker.verdict.Accepted;
import bft.worker.verdict.Refused;
import bft.worker.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last answer to each worker, by sequence number, so that a push whose answer was lost can be
 * repeated and is neither counted twice nor answered differently. One answer per worker is kept.
 */
final class Answers {
    private static final String KIND = "answers";
    private static final String ANSWER = "answer";

    private final long[] sequences;
    private final Verdict[] verdicts;

    /**
     * @param n workers
     */
    Answers(int n) {
        sequences = new long[n];
        verdicts = new Verdict[n];
    }

    /** The earlier answer to this push, if it was the worker's last push. */
    Optional<Verdict> given(int worker, long sequence) {
        return sequence == sequences[worker]
                ? Optional.ofNullable(verdicts[worker])
                : Optional.empty();
    }

    /** Whether a later push of the worker has been answered already. */
    boolean isPast(int worker, long sequence) {
        return sequence < sequences[worker];
    }

    /** Replaces the worker's last answer. */
    void remember(int worker, long sequence, Verdict verdict) {
        sequences[worker] = sequence;
        verdicts[worker] = verdict;
    }

    /** Sequence number of the last answer, 0 before the first. */
    long lastSequence(int worker) {
        return sequences[worker];
    }

    /** This as a snapshot. */
    Snapshot snapshot() {
        List<Snapshot> parts = new ArrayList<>();
        for (int worker = 0; worker < verdicts.length; worker++) {
            if (sequences[worker] > 0) {
                parts.add(snapshot(worker));
            }
        }
        return Snapshot.of(KIND).with("workers", parts).build();
    }

    private Snapshot snapshot(int worker) {
        Snapshot.Builder answer =
                Snapshot.of(ANSWER)
                        .with("worker", (long) worker)
                        .with("sequence", sequences[worker]);
        return verdicts[worker] instanceof Refused refused
                ? answer.with("reason", refused.reason().name())
                        .with("detail", refused.detail())
                        .build()
                : answer.with("weight", ((Accepted) verdicts[worker]).weight()).build();
    }

    /**
     * The answers in a snapshot.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    static Answers of(Snapshot snapshot, int n) {
        var answers = new Answers(n);
        for (Snapshot answer : snapshot.expecting(KIND).holding("workers").parts("workers")) {
            int worker = (int) answer.expecting(ANSWER).whole("worker", 0, n - 1);
            long sequence = answer.whole("sequence", 1, Long.MAX_VALUE);
            answers.remember(worker, sequence, verdict(answer));
        }
        return answers;
    }

    private static Verdict verdict(Snapshot answer) {
        return answer.has("weight")
                ? new Accepted(answer.real("weight"))
                : new Refused(Reasons.of(answer.text("reason")), answer.text("detail"));
    }
}
