package bft.aggregation.selection;

import bft.aggregation.Distances;
import java.util.BitSet;
import java.util.Optional;

/**
 * Which rows to leave out so that no two that remain are further apart than allowed: a vertex cover
 * of at most f rows in the graph of the pairs that are too far apart. Branches on the row in most
 * such pairs: leave it out, or all its partners. No branch is needed for the partner of a row that
 * has no other, and where only rings remain, in which all have two. One mixing, one thread.
 *
 * <p>Each question may take so many steps; one that takes more has no answer.
 */
final class VertexCover {
    private final int n;
    private final int f;
    private final long most;
    private final BitSet[] apart;
    private BitSet witness = new BitSet();
    private long left;

    /**
     * Prepares questions.
     *
     * @param most steps of one question, some nanoseconds for each row and step
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
     * @return empty if there are none, or if none were found in the steps of one question
     */
    Optional<int[]> some(Distances distances, double allowed) {
        connect(distances, allowed);
        left = most;
        return coverable(all(), f)
                ? Optional.of(witness.stream().limit(n - f).toArray())
                : Optional.empty();
    }

    /** Whether the steps of the last question did not suffice, so that it has no answer. */
    boolean isExhausted() {
        return left < 0;
    }

    /**
     * The lexicographically first n-f rows within that squared distance of each other.
     *
     * @return empty if it was not found in the steps of one question
     */
    Optional<int[]> first(Distances distances, double allowed) {
        connect(distances, allowed);
        left = most;
        BitSet undecided = all();
        var kept = new int[n - f];
        int spare = f;
        int at = 0;
        for (int i = 0; at < kept.length && i < n; i++) {
            if (!undecided.get(i)) {
                continue;
            }
            BitSet without = without(undecided, i);
            without.andNot(apart[i]);
            int lost = undecided.cardinality() - 1 - without.cardinality();
            undecided.clear(i);
            boolean keeps = lost <= spare && coverable(without, spare - lost);
            if (isExhausted()) {
                return Optional.empty();
            }
            if (keeps) {
                kept[at++] = i;
                spare -= lost;
                undecided = without;
            } else {
                spare--;
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

    /** Whether leaving out at most {@code spare} of {@code rows} leaves no pair apart. */
    private boolean coverable(BitSet rows, int spare) {
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
        if (pairs / 2 > (long) spare * degree) {
            return false;
        }
        return leaf >= 0
                ? coverable(without(rows, partners(leaf, rows).nextSetBit(0)), spare - 1)
                : branch(rows, widest, degree, spare);
    }

    private boolean branch(BitSet rows, int widest, int degree, int spare) {
        if (coverable(without(rows, widest), spare - 1)) {
            return true;
        }
        if (degree == 2 || degree > spare) {
            return false;
        }
        BitSet rest = (BitSet) rows.clone();
        rest.andNot(apart[widest]);
        return coverable(rest, spare - degree);
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
