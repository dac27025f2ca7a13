package bft.server.metrics;

import bft.aggregation.state.Snapshot;
import bft.worker.verdict.Refusal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a filter made of each worker's last 32 gradients. A filter refuses honest ones too, up to
 * half of them under attack, so it is evidence only if at least 28 of 32 were refused for what they
 * are: that happens to one in 100,000 stretches of half refused ones. Memory 12 bytes a worker.
 */
final class FilterVerdicts {
    private static final String KIND = "filter-verdicts";
    private static final int LAST = Integer.SIZE;
    private static final int EVIDENT = 28;

    /** For what a gradient is, not for when or how often it comes. */
    private static final Set<Refusal> OF_CONTENT =
            EnumSet.of(Refusal.LIPSCHITZ_EXCEEDED, Refusal.LOW_SCORE);

    private final int[] refused;
    private final int[] judged;
    private final Refusal[] latest;

    FilterVerdicts(int n) {
        refused = new int[n];
        judged = new int[n];
        latest = new Refusal[n];
    }

    void accepted(int worker) {
        judged(worker, 0);
    }

    /** A refusal for any reason; only those of a filter matter. */
    void refused(int worker, Refusal reason) {
        if (OF_CONTENT.contains(reason)) {
            judged(worker, 1);
            latest[worker] = reason;
        }
    }

    private void judged(int worker, int bit) {
        refused[worker] = refused[worker] << 1 | bit;
        judged[worker] = Math.min(LAST, judged[worker] + 1);
    }

    /** Why the worker is held to be faulty, in words; empty if it is not. */
    Optional<String> evidence(int worker) {
        int count = Integer.bitCount(refused[worker]);
        return judged[worker] == LAST && count >= EVIDENT
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "%s in %s of the last %s",
                                inWords(latest[worker]),
                                count,
                                LAST))
                : Optional.empty();
    }

    /** The reason as people write it. */
    static String inWords(Refusal reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Snapshot snapshot() {
        List<Snapshot> parts = new ArrayList<>();
        for (int worker = 0; worker < judged.length; worker++) {
            if (judged[worker] > 0) {
                parts.add(
                        Snapshot.of("verdicts-of-worker")
                                .with("worker", (long) worker)
                                .with("refused", (long) refused[worker])
                                .with("judged", (long) judged[worker])
                                .with("latest", latest[worker] == null ? "" : latest[worker].name())
                                .build());
            }
        }
        return Snapshot.of(KIND).with("workers", parts).build();
    }

    void restore(Snapshot snapshot) {
        int last = judged.length - 1;
        for (Snapshot part : snapshot.expecting(KIND).holding("workers").parts("workers")) {
            int worker = (int) part.whole("worker", 0, last);
            refused[worker] = (int) part.whole("refused");
            judged[worker] = (int) part.whole("judged", 1, LAST);
            String reason = part.text("latest");
            latest[worker] = reason.isEmpty() ? null : Reasons.of(reason);
        }
    }
}
