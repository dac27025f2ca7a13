package bft.experiments.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times several calls in turn, many times, so that other work on the machine slows all of them.
 * Calls too short for the clock are timed in groups.
 *
 * @param nanoTime the clock
 * @param allocatedBytes bytes that the working threads have allocated so far
 */
record Rotation(LongSupplier nanoTime, LongSupplier allocatedBytes) {
    private static final long GROUP_NANOS = 50_000_000;
    private static final int MOST_CALLS = 1 << 20;

    /** A call is warm once this many groups in a row were hardly faster than the best before. */
    private static final int STEADY_GROUPS = 8;

    private static final double HARDLY = 0.97;
    private static final long WARM_UP_NANOS = 5_000_000_000L;

    /**
     * The mean cost of one call in each repeat.
     *
     * @param nanos time
     * @param bytes memory allocated
     */
    record Cost(double[] nanos, double[] bytes) {
        private static final double NANOS_PER_MILLI = 1e6;

        double msMin() {
            return Arrays.stream(nanos).min().orElseThrow() / NANOS_PER_MILLI;
        }

        double msMedian() {
            return median(nanos) / NANOS_PER_MILLI;
        }

        double msMax() {
            return Arrays.stream(nanos).max().orElseThrow() / NANOS_PER_MILLI;
        }

        /**
         * How many times as long as another call, in the median of the repeats: both were timed in
         * each, so what slowed that repeat cancels.
         */
        double ratioTo(Cost other) {
            var ratios = new double[nanos.length];
            Arrays.setAll(ratios, repeat -> nanos[repeat] / other.nanos[repeat]);
            return median(ratios);
        }

        long bytesMedian() {
            return Math.round(median(bytes));
        }
    }

    private record Timing(double nanos, double bytes) {}

    /**
     * Warms every call up, then times each once in each repeat.
     *
     * @param repeats at least 1
     * @return one for each call, in the same order
     */
    List<Cost> run(List<Runnable> calls, int repeats) {
        List<Cost> costs = new ArrayList<>();
        int[] sizes = calls.stream().mapToInt(this::warmUp).toArray();
        for (Runnable call : calls) {
            costs.add(new Cost(new double[repeats], new double[repeats]));
            call.run();
        }
        for (int repeat = 0; repeat < repeats; repeat++) {
            for (int k = 0; k < sizes.length; k++) {
                Timing measured = time(calls.get(k), sizes[k]);
                costs.get(k).nanos[repeat] = measured.nanos;
                costs.get(k).bytes[repeat] = measured.bytes;
            }
        }
        return costs;
    }

    /** Runs the call until it gets no faster, for a bounded time; returns how many make a group. */
    private int warmUp(Runnable call) {
        long begin = nanoTime.getAsLong();
        double best = Double.MAX_VALUE;
        int size = 1;
        for (int steady = 0;
                steady < STEADY_GROUPS && nanoTime.getAsLong() - begin < WARM_UP_NANOS;
                steady++) {
            double nanos = time(call, size).nanos;
            if (nanos < HARDLY * best) {
                steady = -1;
            }
            best = Math.min(best, nanos);
            size = (int) Math.max(1, Math.min(MOST_CALLS, Math.ceil(GROUP_NANOS / best)));
        }
        return size;
    }

    private Timing time(Runnable call, int size) {
        long bytes = allocatedBytes.getAsLong();
        long begin = nanoTime.getAsLong();
        for (int k = 0; k < size; k++) {
            call.run();
        }
        double nanos = nanoTime.getAsLong() - begin;
        return new Timing(nanos / size, (double) (allocatedBytes.getAsLong() - bytes) / size);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
