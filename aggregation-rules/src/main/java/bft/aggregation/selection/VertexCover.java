package bft.aggregation.selection;

import bft.aggregation.Distances;
import java.util.BitSet;
import java.util.Optional;

/**
 * Finds rows to exclude so that no two remaining rows are further apart than allowed: a vertex
 * cover of at most f rows in the graph of the pairs that are too far apart. Branches on the row
 * with the most such pairs: exclude it, or all its partners. No branch is needed for the partner of
 * a row with one partner, nor where only cycles remain, in which every row has two. For one mixing
 * and one thread.
 *
 * <p>Each search has a bound on its steps; one that reaches it has no answer.
 */
final class VertexCover {
    private final int n;
    private final int f;
    private final long most;
    private final BitSet[] apart;
    private BitSet witness = new BitSet();
    private long left;

    /**
     * Prepares searches.
     *
     * @param maximum number of steps of one search, some nanoseconds for each row and step
     */
    VertexCover(int n, int f, long most) {
        this.n = n;
        this.f = f;
        this.most = most;
        apart = new BitSet[n];
    }

    /**
     * n-f rows within that squared distance of each other, in order.
     *
     * @return empty if there are none, or if none were found within the steps of one search
     */
    Optional<int[]> some(Distances distances, double allowed) {
        connect(distances, allowed);
        left = most;
        return coverable(all(), f)
                ? Optional.of(witness.stream().limit(n - f).toArray())
                : Optional.empty();
    }

    /** Whether the last search reached its bound, so that it has no answer. */
    boolean isExhausted() {
        return left < 0;
    }

    /**
     * The lexicographically first n-f rows within that squared distance of each other.
     *
     * @return empty if it was not found within the steps of one search
     */
    Optional<int[]> first(Distances distances, double allowed) {
        connect(distances, allowed);
        left = most;
        BitSet undecided = all();
        var kept = new int[n - f];
        int budget = f;
        int at = 0;
        for (int i = 0; at < kept.length && i < n; i++) {
            if (!undecided.get(i)) {
                continue;
            }
            BitSet without = without(undecided, i);
            without.andNot(apart[i]);
            int lost = undecided.cardinality() - 1 - without.cardinality();
            undecided.clear(i);
            boolean keeps = lost <= budget && coverable(without, budget - lost);
            if (isExhausted()) {
                return Optional.empty();
            }
            if (keeps) {
                kept[at++] = i;
                budget -= lost;
                undecided = without;
            } else {
                budget--;
            }
        }
        return at == kept.length ? Optional.of(kept) : Optional.empty();
    }

    private void connect(Distances distances, double allowed) {
        for (int i = 0; i < n; i++) {
            apart[i] = new BitSet(n);
            for (int j = 0; j < n; j++) {
                apart[i].set(j, distances.squared(i, j) > allowed);
            }
        }
    }

    private BitSet all() {
        var all = new BitSet(n);
        all.set(0, n);
        return all;
    }

    /** Whether excluding at most {@code budget} of {@code rows} leaves no pair too far apart. */
    private boolean coverable(BitSet rows, int budget) {
        left -= n;
        if (isExhausted()) {
            return false;
        }
        int widest = 0;
        int degree = 0;
        int leaf = -1;
        int pairs = 0;
        for (int i = rows.nextSetBit(0); i >= 0; i = rows.nextSetBit(i + 1)) {
            int partners = partners(i, rows).cardinality();
            pairs += partners;
            leaf = partners == 1 ? i : leaf;
            widest = partners > degree ? i : widest;
            degree = Math.max(degree, partners);
        }
        if (pairs == 0) {
            witness = rows;
            return true;
        }
        if (pairs / 2 > (long) budget * degree) {
            return false;
        }
        return leaf >= 0
                ? coverable(without(rows, partners(leaf, rows).nextSetBit(0)), budget - 1)
                : branch(rows, widest, degree, budget);
    }

    private boolean branch(BitSet rows, int widest, int degree, int budget) {
        if (coverable(without(rows, widest), budget - 1)) {
            return true;
        }
        if (degree == 2 || degree > budget) {
            return false;
        }
        BitSet rest = (BitSet) rows.clone();
        rest.andNot(apart[widest]);
        return coverable(rest, budget - degree);
    }

    private static BitSet without(BitSet rows, int i) {
        BitSet rest = (BitSet) rows.clone();
        rest.clear(i);
        return rest;
    }

    private BitSet partners(int i, BitSet rows) {
        BitSet partners = (BitSet) apart[i].clone();
        partners.and(rows);
        return partners;
    }
}
