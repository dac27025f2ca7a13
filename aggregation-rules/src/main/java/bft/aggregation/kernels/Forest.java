package bft.aggregation.kernels;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Adds up vectors in the order of one fixed binary tree over all blocks of coordinates, whoever
 * adds which part: a node is the sum of its two halves, or its left half where there is nothing to
 * the right. So the result is the same to the bit however the blocks were shared out over threads,
 * chunks or servers. (Pairwise sums also lose less.) What has no sibling yet is kept apart, so the
 * memory is one vector for each level of the tree. One thread at a time.
 */
public final class Forest {
    /**
     * The sum over blocks {@code index << level} to {@code (index + 1 << level) - 1}.
     *
     * @param level 0 for a single block
     * @param index which node of that level
     * @param sum not to be modified
     */
    public record Node(int level, long index, double[] sum) {
        /** The first block under this node. */
        public long start() {
            return index << level;
        }
    }

    private final int length;
    private final List<Node> nodes = new ArrayList<>();
    private final Deque<double[]> spare = new ArrayDeque<>();

    /** For vectors of that length. */
    public Forest(int length) {
        this.length = length;
    }

    /** Length of the vectors. */
    public int length() {
        return length;
    }

    /** Forgets everything but keeps the memory. */
    public void clear() {
        nodes.forEach(node -> spare.push(node.sum));
        nodes.clear();
    }

    /**
     * Adds a node to the right of all that are there.
     *
     * @param vector copied
     */
    public void add(int level, long index, double[] vector) {
        double[] sum = spare.isEmpty() ? new double[length] : spare.pop();
        System.arraycopy(vector, 0, sum, 0, length);
        var node = new Node(level, index, sum);
        while (!nodes.isEmpty() && siblings(nodes.get(nodes.size() - 1), node)) {
            double[] left = nodes.remove(nodes.size() - 1).sum;
            for (int k = 0; k < length; k++) {
                left[k] += node.sum[k];
            }
            spare.push(node.sum);
            node = new Node(node.level + 1, node.index >> 1, left);
        }
        nodes.add(node);
    }

    private static boolean siblings(Node left, Node right) {
        return left.level == right.level && left.index + 1 == right.index && right.index % 2 == 1;
    }

    /** What is there, from left to right: valid until the forest changes. */
    public List<Node> nodes() {
        return nodes;
    }

    /**
     * The sum of everything, for a forest without gaps.
     *
     * @param sum receives it
     */
    public void total(double[] sum) {
        Arrays.fill(sum, 0, length, 0);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            double[] left = nodes.get(i).sum;
            for (int k = 0; k < length; k++) {
                sum[k] = left[k] + sum[k];
            }
        }
    }
}
