package bft.aggregation.kernels;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A list of compare-exchange steps that moves chosen ranks of n values to their positions. Steps
 * that no chosen rank depends on are omitted, and of a step with one unused result only the other
 * half is computed.
 *
 * <p>The network is the odd-even merge sort of K. E. Batcher, Sorting networks and their
 * applications, AFIPS 1968, in the form for any n of D. E. Knuth, The Art of Computer Programming,
 * volume 3, section 5.2.2 (merge exchange): O(n log² n) steps. Pruning goes backwards from the
 * results: ranks of one class are only summed, so a last step between two of them changes nothing.
 */
public final class SortingNetwork {
    /** What a step does with its rows. */
    enum Kind {
        /** Smaller value to row a, larger to row b. */
        EXCHANGE,
        /** Smaller value to row a; row b is no longer read. */
        KEEP_LOW,
        /** Larger value to row b; row a is no longer read. */
        KEEP_HIGH,
        /** Exchanges (a, c), (b, d), (b, c): merges two sorted pairs a c and b d. */
        MERGE_FOUR,
        /** Exchanges (a, b), (c, d), then as MERGE_FOUR: sorts four rows. */
        SORT_FOUR
    }

    /** One step on rows a and b, or on four. */
    record Step(Kind kind, int a, int b, int c, int d) {}

    private final Step[] steps;

    private SortingNetwork(List<Step> steps) {
        this.steps = steps.toArray(Step[]::new);
    }

    /** Moves ranks {@code low} to {@code high - 1} to these positions, in any order among them. */
    public static SortingNetwork forSum(int n, int low, int high) {
        var classes = new int[n];
        Arrays.fill(classes, low, high, 1);
        return pruned(n, classes);
    }

    /**
     * Moves each rank to some position of its class.
     *
     * @param classes one number for each rank: 0 for a rank that is not read, else ranks with the
     *     same number may be in any order among their positions; not modified
     */
    public static SortingNetwork pruned(int n, int[] classes) {
        int[] all = batcher(n);
        int[] reads = classes.clone();
        Deque<Step> kept = new ArrayDeque<>();
        for (int c = all.length - 2; c >= 0; c -= 2) {
            int low = all[c];
            int high = all[c + 1];
            if (reads[low] != reads[high] || reads[low] < 0) {
                Kind kind =
                        reads[high] == 0
                                ? Kind.KEEP_LOW
                                : reads[low] == 0 ? Kind.KEEP_HIGH : Kind.EXCHANGE;
                kept.addFirst(new Step(kind, low, high, 0, 0));
                reads[low] = -1;
                reads[high] = -1;
            }
        }
        return new SortingNetwork(new Joining(n, kept).steps());
    }

    /** The steps in order; not to be modified. */
    Step[] steps() {
        return steps;
    }

    /** Knuth's algorithm M: pairs at distance {@code gap}, merged in sequences of 2 * run. */
    private static int[] batcher(int n) {
        var pairs = IntStream.builder();
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

    /** Joins comparators that follow one another on the same four rows. */
    private static final class Joining {
        private static final Step NONE = new Step(Kind.KEEP_LOW, -1, -1, 0, 0);

        private final List<List<Step>> waiting = new ArrayList<>();
        private final int[] done;
        private final List<Step> steps = new ArrayList<>();

        Joining(int n, Deque<Step> comparators) {
            done = new int[n];
            for (int i = 0; i < n; i++) {
                waiting.add(new ArrayList<>());
            }
            for (Step step : comparators) {
                waiting.get(step.a).add(step);
                waiting.get(step.b).add(step);
            }
            for (Step step : comparators) {
                if (at(step.a, 0) == step) {
                    take(step);
                }
            }
        }

        List<Step> steps() {
            return steps;
        }

        private void take(Step first) {
            Step upper = at(first.a, 1);
            Step lower = at(first.b, 1);
            if (sortsFour(first, upper, lower)) {
                join(Kind.SORT_FOUR, first.a, first.b, upper.b, lower.b, 3);
            } else if (mergesFour(first, at(lower.a, 0))) {
                join(Kind.MERGE_FOUR, first.a, lower.a, first.b, at(lower.a, 0).b, 2);
            } else if (upper.a == first.a && mergesFour(at(upper.b, 0), first)) {
                join(Kind.MERGE_FOUR, at(upper.b, 0).a, first.a, upper.b, first.b, 2);
            } else {
                steps.add(first);
                done[first.a]++;
                done[first.b]++;
            }
        }

        /** Whether (a, b) and (c, d) are followed by (a, c), (b, d), (b, c). */
        private boolean sortsFour(Step first, Step upper, Step lower) {
            if (upper.a != first.a || lower.a != first.b) {
                return false;
            }
            Step second = at(upper.b, 0);
            Step last = at(first.b, 2);
            return second.a == upper.b
                    && second.b == lower.b
                    && at(second.b, 0) == second
                    && at(upper.b, 1) == upper
                    && at(lower.b, 1) == lower
                    && at(upper.b, 2) == last
                    && last.a == first.b
                    && last.b == upper.b
                    && exchange(first, second, upper, lower, last);
        }

        /** Whether (a, c) and (b, d) are both next and followed by (b, c). */
        private boolean mergesFour(Step upper, Step lower) {
            Step last = at(upper.b, 1);
            return upper != lower
                    && at(upper.a, 0) == upper
                    && at(upper.b, 0) == upper
                    && at(lower.a, 0) == lower
                    && at(lower.b, 0) == lower
                    && last.a == lower.a
                    && last.b == upper.b
                    && at(lower.a, 1) == last
                    && exchange(upper, lower, last);
        }

        private static boolean exchange(Step... steps) {
            return Arrays.stream(steps).allMatch(step -> step.kind == Kind.EXCHANGE);
        }

        /** The comparator that waits on a row after {@code skipped} others. */
        private Step at(int row, int skipped) {
            if (row < 0 || done[row] + skipped >= waiting.get(row).size()) {
                return NONE;
            }
            return waiting.get(row).get(done[row] + skipped);
        }

        /** Rows b and c have {@code inner} comparators in the step, a and d one less. */
        private void join(Kind kind, int a, int b, int c, int d, int inner) {
            steps.add(new Step(kind, a, b, c, d));
            done[a] += inner - 1;
            done[b] += inner;
            done[c] += inner;
            done[d] += inner - 1;
        }
    }
}
