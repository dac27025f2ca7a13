package bft.aggregation.kernels;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A list of compare-exchange steps that brings chosen ranks of n values to their places; steps that
 * no chosen rank depends on are left out, and of a step whose one result nobody reads only the
 * other half is done.
 *
 * <p>The network is the odd-even merge sort of K. E. Batcher, Sorting networks and their
 * applications, AFIPS 1968, in the form for any n of D. E. Knuth, The Art of Computer Programming,
 * volume 3, section 5.2.2 (merge exchange): O(n log² n) steps. Pruning goes backwards from the
 * results: ranks of one class are only added up, so a last step between two of them changes
 * nothing.
 */
public final class SortingNetwork {
    private static final int BOTH = 0;
    private static final int LOW = 1;
    private static final int HIGH = 2;

    private final int[] steps;

    private SortingNetwork(int[] steps) {
        this.steps = steps;
    }

    /** Brings every rank to its place. */
    public static SortingNetwork full(int n) {
        var classes = new int[n];
        Arrays.setAll(classes, i -> i + 1);
        return pruned(n, classes);
    }

    /** Brings ranks {@code low} to {@code high - 1} to these places, in any order among them. */
    public static SortingNetwork forSum(int n, int low, int high) {
        var classes = new int[n];
        Arrays.fill(classes, low, high, 1);
        return pruned(n, classes);
    }

    /**
     * Brings each rank to some place of its class.
     *
     * @param classes one number for each rank: 0 for a rank nobody reads, else ranks with the same
     *     number may stand in any order among their places; not modified
     */
    public static SortingNetwork pruned(int n, int[] classes) {
        int[] all = batcher(n);
        int[] reads = classes.clone();
        Deque<int[]> kept = new ArrayDeque<>();
        for (int c = all.length - 2; c >= 0; c -= 2) {
            int low = all[c];
            int high = all[c + 1];
            if (reads[low] != reads[high] || reads[low] < 0) {
                int need = reads[high] == 0 ? LOW : reads[low] == 0 ? HIGH : BOTH;
                kept.addFirst(new int[] {low, high, need});
                reads[low] = -1;
                reads[high] = -1;
            }
        }
        return new SortingNetwork(kept.stream().flatMapToInt(Arrays::stream).toArray());
    }

    /** Number of steps. */
    public int length() {
        return steps.length / 3;
    }

    /** Place of the smaller value of step c. */
    int low(int c) {
        return steps[3 * c];
    }

    /** Place of the larger value of step c. */
    int high(int c) {
        return steps[3 * c + 1];
    }

    boolean needsBoth(int c) {
        return steps[3 * c + 2] == BOTH;
    }

    boolean needsLow(int c) {
        return steps[3 * c + 2] != HIGH;
    }

    /** Knuth's algorithm M: pairs at distance {@code gap}, merged in sequences of 2 * run. */
    private static int[] batcher(int n) {
        var pairs = java.util.stream.IntStream.builder();
        for (int run = 1; run < n; run *= 2) {
            for (int gap = run; gap >= 1; gap /= 2) {
                for (int start = gap % run; start + gap < n; start += 2 * gap) {
                    for (int i = start; i < Math.min(start + gap, n - gap); i++) {
                        if (i / (2 * run) == (i + gap) / (2 * run)) {
                            pairs.add(i).add(i + gap);
                        }
                    }
                }
            }
        }
        return pairs.build().toArray();
    }
}
