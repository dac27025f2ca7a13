package bft.aggregation.kernels;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Adds vectors in the order of one fixed binary tree over all blocks of coordinates, whichever
 * process adds which part: a node is the sum of its two halves, or its left half if it has no right
 * half. So the result is the same to the bit however the blocks are divided among threads, chunks
 * or servers. (Pairwise sums also lose less precision.) Nodes without a sibling are kept
 * separately, so the memory is one vector for each level of the tree. One thread at a time.
 */
public final class Forest {
    /**
     * The sum over blocks {@code index << level} to {@code (index + 1 << level) - 1}.
     *
     * @param level 0 for a single block
     * @param index index of the node in that level
     * @param sum not to be modified
     */
    public record Node(int level, long index, double[] sum) {
        /** The first block under this node. */
        public long start() {
            return index << level;
        }
    }

    private final int length;
    private final Deque<double[]> spare = new ArrayDeque<>();

    /** The nodes from left to right: levels, indices and sums of the first {@code count}. */
    private int[] levels = new int[16];

    private long[] indices = new long[16];
    private double[][] sums = new double[16][];
    private int count;

    /** For vectors of that length. */
    public Forest(int length) {
        this.length = length;
    }

    /** Removes all nodes but keeps the memory. */
    public void clear() {
        while (count > 0) {
            spare.push(sums[--count]);
        }
    }

    /**
     * Adds a node to the right of all others.
     *
     * @param vector copied
     */
    public void add(int level, long index, double[] vector) {
        double[] sum = spare.isEmpty() ? new double[length] : spare.pop();
        System.arraycopy(vector, 0, sum, 0, length);
        push(level, index, sum);
        while (count > 1 && areSiblings(count - 2, count - 1)) {
            join();
        }
    }

    private void push(int level, long index, double[] sum) {
        if (count == levels.length) {
            levels = Arrays.copyOf(levels, 2 * count);
            indices = Arrays.copyOf(indices, 2 * count);
            sums = Arrays.copyOf(sums, 2 * count);
        }
        levels[count] = level;
        indices[count] = index;
        sums[count++] = sum;
    }

    private boolean areSiblings(int left, int right) {
        return levels[left] == levels[right]
                && indices[left] + 1 == indices[right]
                && indices[right] % 2 == 1;
    }

    private void join() {
        double[] right = sums[--count];
        double[] left = sums[count - 1];
        for (int k = 0; k < length; k++) {
            left[k] += right[k];
        }
        spare.push(right);
        levels[count - 1]++;
        indices[count - 1] >>= 1;
    }

    /** The nodes from left to right: valid until the forest changes. */
    public List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new Node(levels[i], indices[i], sums[i]));
        }
        return nodes;
    }

    /**
     * The sum of everything, for a forest without gaps.
     *
     * @param sum receives it
     */
    public void total(double[] sum) {
        Arrays.fill(sum, 0, length, 0);
        for (int i = count - 1; i >= 0; i--) {
            double[] left = sums[i];
            for (int k = 0; k < length; k++) {
                sum[k] = left[k] + sum[k];
            }
        }
    }
}
