package bft.worker.codec;

import java.util.Arrays;

/**
 * Which coordinates are sent. Among equal sizes the first is chosen; a NaN counts as largest, so a
 * gradient with one is refused instead of hiding it.
 */
final class Selection {
    private static final int SAMPLE = 4096;

    /** Of so many candidates or fewer the k-th is found by sorting. */
    private static final int FEW = 1024;

    private static final int DIGIT = 11;
    private static final int BINS = 1 << DIGIT;
    private static final int[] SHIFTS = {20, 9, 0};
    private static final int ALL = 0;

    private Selection() {}

    /** This share of the coordinates, at least one. */
    static int count(double share, int coordinates) {
        return Math.max(1, (int) Math.ceil(share * coordinates));
    }

    /** All coordinates of at least this size, in order. */
    static int[] atLeast(float[] values, float size) {
        int bits = Float.floatToRawIntBits(size);
        int[] found = new int[Math.max(1, values.length / 16)];
        int count = ChunkBytes.KERNELS.atLeast(values, 0, values.length, bits, found);
        if (count == found.length) {
            found = new int[values.length];
            count = ChunkBytes.KERNELS.atLeast(values, 0, values.length, bits, found);
        }
        return Arrays.copyOf(found, count);
    }

    /** The k largest of each block, in order; {@code share} of the block, at least one. */
    static int[] largestOfEach(float[] values, int block, double share) {
        int blocks = (int) (((long) values.length + block - 1) / block);
        int[] kept = new int[blocks * count(share, Math.min(block, values.length))];
        int count = 0;
        for (int from = 0; from < values.length; from += block) {
            int to = Math.min(values.length, from + block);
            int[] some = largest(values, from, to, count(share, to - from));
            System.arraycopy(some, 0, kept, count, some.length);
            count += some.length;
        }
        return Arrays.copyOf(kept, count);
    }

    /**
     * The k largest of a range, in order. Cost: one pass that finds candidates if a sample gives a
     * good threshold; else four.
     *
     * @param k from 1 to the length of the range
     */
    static int[] largest(float[] values, int from, int to, int k) {
        int[] candidates = new int[Math.min(to - from, 2 * k + (to - from) / 16)];
        int least = sampled(values, from, to, k);
        int count = ChunkBytes.KERNELS.atLeast(values, from, to, least, candidates);
        boolean isAll = count < candidates.length || candidates.length == to - from;
        if (count < k || !isAll) {
            candidates = new int[to - from];
            count = ChunkBytes.KERNELS.atLeast(values, from, to, ALL, candidates);
        }
        return largest(values, candidates, count, k);
    }

    /**
     * Bits of a size that slightly more than k coordinates reach, if the sample is representative.
     */
    private static int sampled(float[] values, int from, int to, int k) {
        int stride = Math.max(8, (to - from) / SAMPLE);
        int count = (to - from) / stride;
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = bits(values[from + i * stride]);
        }
        Arrays.sort(sizes);
        double expected = (double) k / stride;
        int rank = (int) (expected + 4 * Math.sqrt(expected) + 4);
        return rank >= count ? ALL : sizes[count - 1 - rank];
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value) & Integer.MAX_VALUE;
    }

    private static int[] largest(float[] values, int[] candidates, int count, int k) {
        return count > FEW
                ? largestOfMany(values, candidates, count, k)
                : largestOfFew(values, candidates, count, k);
    }

    private static int[] largestOfFew(float[] values, int[] candidates, int count, int k) {
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = bits(values[candidates[i]]);
        }
        Arrays.sort(sizes);
        int least = sizes[count - k];
        int equals = 0;
        for (int i = count - k; i < count && sizes[i] == least; i++) {
            equals++;
        }
        return atLeast(values, candidates, count, least, k, equals);
    }

    /** Radix selection on the bits of the size, the highest digit first. */
    private static int[] largestOfMany(float[] values, int[] candidates, int count, int k) {
        int prefix = 0;
        int above = 0;
        int known = Integer.SIZE - 1;
        for (int shift : SHIFTS) {
            int[] bins = new int[BINS];
            for (int i = 0; i < count; i++) {
                int size = bits(values[candidates[i]]);
                if (size >>> known == prefix) {
                    bins[size >>> shift & (1 << known - shift) - 1]++;
                }
            }
            int digit = (1 << known - shift) - 1;
            while (above + bins[digit] < k) {
                above += bins[digit--];
            }
            prefix = prefix << known - shift | digit;
            known = shift;
        }
        return atLeast(values, candidates, count, prefix, k, k - above);
    }

    private static int[] atLeast(
            float[] values, int[] candidates, int count, int least, int k, int equals) {
        int[] kept = new int[k];
        int at = 0;
        int left = equals;
        for (int i = 0; i < count; i++) {
            int size = bits(values[candidates[i]]);
            if (size > least || size == least && left-- > 0) {
                kept[at++] = candidates[i];
            }
        }
        return kept;
    }
}
