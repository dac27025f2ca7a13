package bft.server.metrics;

import bft.aggregation.state.Snapshot;
import bft.spec.Text;
import bft.worker.verdict.Refusal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A filter's decisions on each worker's last 32 gradients. A filter refuses honest gradients too,
 * up to half of them under attack, so it counts as evidence only if at least 28 of 32 were refused
 * for their content: with half of them refused at random, that happens in one of 100,000 windows.
 * Memory: 12 bytes per worker.
 */
final class FilterVerdicts {
    private static final String KIND = "filter-verdicts";
    private static final int LAST = Integer.SIZE;
    private static final int EVIDENT = 28;

    /** Refusals for a gradient's content, not for its time or frequency. */
    private static final Set<Refusal> OF_CONTENT =
            EnumSet.of(Refusal.LIPSCHITZ_EXCEEDED, Refusal.LOW_SCORE);

    private final int[] refused;
    private final int[] filtered;
    private final Refusal[] latest;

    FilterVerdicts(int n) {
        refused = new int[n];
        filtered = new int[n];
        latest = new Refusal[n];
    }

    void accepted(int worker) {
        filtered(worker, 0);
    }

    /** A refusal for any reason; only those of a filter matter. */
    void refused(int worker, Refusal reason) {
        if (OF_CONTENT.contains(reason)) {
            filtered(worker, 1);
            latest[worker] = reason;
        }
    }

    private void filtered(int worker, int bit) {
        refused[worker] = refused[worker] << 1 | bit;
        filtered[worker] = Math.min(LAST, filtered[worker] + 1);
    }

    /** Why the worker counts as faulty, as text; empty if it does not. */
    Optional<String> evidence(int worker) {
        int count = Integer.bitCount(refused[worker]);
        return filtered[worker] == LAST && count >= EVIDENT
                ? Optional.of(Text.of("%s in %s of the last %s", text(latest[worker]), count, LAST))
                : Optional.empty();
    }

    /** The reason as text. */
    static String text(Refusal reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Snapshot snapshot() {
        List<Snapshot> parts = new ArrayList<>();
        for (int worker = 0; worker < filtered.length; worker++) {
            if (filtered[worker] > 0) {
                parts.add(
                        Snapshot.of("verdicts-of-worker")
                                .with("worker", (long) worker)
                                .with("refused", (long) refused[worker])
                                .with("filtered", (long) filtered[worker])
                                .with("latest", latest[worker] == null ? "" : latest[worker].name())
                                .build());
            }
        }
        return Snapshot.of(KIND).with("workers", parts).build();
    }

    void restore(Snapshot snapshot) {
        int last = filtered.length - 1;
        for (Snapshot part : snapshot.expecting(KIND).holding("workers").parts("workers")) {
            int worker = (int) part.whole("worker", 0, last);
            refused[worker] = (int) part.whole("refused");
            filtered[worker] = (int) part.whole("filtered", 1, LAST);
            String reason = part.text("latest");
            latest[worker] = reason.isEmpty() ? null : Reasons.of(reason);
        }
    }
}
