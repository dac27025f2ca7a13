package bft.server.synchrony;

/**
 * When a round closes and which gradients are fresh enough for it, as four numbers. A kind of
 * synchrony is a choice of numbers, not a class.
 *
 * <p>Bulk-synchronous training after L. Valiant, A Bridging Model for Parallel Computation,
 * Communications of the ACM, 1990, with a quorum: up to n - quorum silent workers stop nothing.
 *
 * @param quorum gradients a round needs at least
 * @param full gradients at which a round closes at once
 * @param graceNanos nanoseconds that a round with a quorum still waits for the rest
 * @param maxStaleness versions that a gradient's base may lie behind the current version
 */
public record Synchrony(int quorum, int full, long graceNanos, long maxStaleness) {
    public Synchrony {
        if (quorum < 1 || quorum > full) {
            throw new IllegalArgumentException(
                    "synchrony needs 1 <= quorum <= full, got quorum=" + quorum + ", full=" + full);
        }
        if (graceNanos < 0 || maxStaleness < 0) {
            throw new IllegalArgumentException(
                    "synchrony needs grace >= 0 and max staleness >= 0, got grace="
                            + graceNanos
                            + " ns, max staleness="
                            + maxStaleness);
        }
    }

    /** Every gradient at the current version; closes with all n, or a quorum and the grace time. */
    public static Synchrony bulkSynchronous(int n, int quorum, long graceNanos) {
        return new Synchrony(quorum, n, graceNanos, 0);
    }

    /** Whether a gradient of that base version may take part; versions ahead never may. */
    public boolean isFresh(long baseVersion, long currentVersion) {
        return baseVersion <= currentVersion && currentVersion - baseVersion <= maxStaleness;
    }

    /**
     * Whether to aggregate now.
     *
     * @param round what has come in
     * @param someoneAwaited whether a worker that is waited for may still vote
     * @param now nanoseconds, on the clock of the round
     */
    public boolean shouldClose(Round round, boolean someoneAwaited, long now) {
        if (round.votes() >= full) {
            return true;
        }
        return round.votes() >= quorum && (!someoneAwaited || now - closesAt(round) >= 0);
    }

    /** The time at which the round closes with what it has; only when the quorum is in. */
    public long closesAt(Round round) {
        long grace = round.quorumNanos() + graceNanos;
        return grace - round.deadlineNanos() < 0 ? grace : round.deadlineNanos();
    }
}
