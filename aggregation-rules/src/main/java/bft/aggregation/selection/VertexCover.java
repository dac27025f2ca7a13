package bft.aggregation.selection;

import bft.aggregation.Distances;
import java.util.BitSet;

/**
 * Which rows to leave out so that no two that remain are further apart than allowed: a vertex cover
 * of at most f rows in the graph of the pairs that are too far apart. Branches on the row in most
 * such pairs: leave it out, or all its partners. No branch is needed for the partner of a row that
 * has no other, and where only rings remain, in which all have two. One mixing, one thread.
 */
final class VertexCover {
    private final int n;
    private final int f;
    private final BitSet[] apart;
    private int steps;

    VertexCover(int n, int f) {
        this.n = n;
        this.f = f;
        apart = new BitSet[n];
    }

    /** Whether n-f rows lie within that squared distance of each other. */
    boolean exists(Distances distances, double allowed) {
        connect(distances, allowed);
        return coverable(all(), f);
    }

    /** The lexicographically first n-f rows within that squared distance of each other. */
    int[] firstSubset(Distances distances, double allowed) {
        connect(distances, allowed);
        BitSet undecided = all();
        var kept = new int[n - f];
        int spare = f;
        int at = 0;
        for (int i = 0; at < kept.length; i++) {
            if (!undecided.get(i)) {
                continue;
            }
            BitSet without = without(undecided, i);
            without.andNot(apart[i]);
            int lost = undecided.cardinality() - 1 - without.cardinality();
            undecided.clear(i);
            if (lost <= spare && coverable(without, spare - lost)) {
                kept[at++] = i;
                spare -= lost;
                undecided = without;
            } else {
                spare--;
            }
        }
        return kept;
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

    /** Whether leaving out at most {@code most} of {@code rows} leaves no pair apart. */
    private boolean coverable(BitSet rows, int most) {
        if (++steps > MinimumDiameter.MOST_STEPS) {
            throw new IllegalArgumentException(
                    "mda gave up after "
                            + MinimumDiameter.MOST_STEPS
                            + " steps (n="
                            + n
                            + ", f="
                            + f
                            + "): too many subsets are nearly as tight as the tightest");
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
            return true;
        }
        if (pairs / 2 > (long) most * degree) {
            return false;
        }
        return leaf >= 0
                ? coverable(without(rows, partners(leaf, rows).nextSetBit(0)), most - 1)
                : branch(rows, widest, degree, most);
    }

    private boolean branch(BitSet rows, int widest, int degree, int most) {
        if (coverable(without(rows, widest), most - 1)) {
            return true;
        }
        if (degree == 2 || degree > most) {
            return false;
        }
        BitSet rest = without(rows, widest);
        rest.andNot(apart[widest]);
        return coverable(rest, most - degree);
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
