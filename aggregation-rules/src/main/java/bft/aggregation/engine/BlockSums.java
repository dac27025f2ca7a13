package bft.aggregation.engine;

import bft.aggregation.kernels.BlockDistances;
import bft.aggregation.kernels.Forest;
import bft.aggregation.kernels.Forest.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sums over some of the blocks of coordinates, as nodes of the fixed tree from left to right.
 *
 * @param squared squared distances of each pair of points
 * @param far inner products of the outliers, over the blocks that have outliers only: see {@link
 *     BlockDistances#outlierProducts}
 */
record BlockSums(List<Node> squared, List<Node> far) {
    static final BlockSums NONE = new BlockSums(List.of(), List.of());

    BlockSums {
        squared = List.copyOf(squared);
        far = List.copyOf(far);
    }

    /** The sums of one block whose coordinates are available. */
    static BlockSums of(BlockDistances block, long index, double[] squared) {
        List<Node> far =
                block.hasOutlier()
                        ? List.of(new Node(0, index, block.outlierProducts().clone()))
                        : List.of();
        return new BlockSums(List.of(new Node(0, index, squared)), far);
    }

    /** The union of sums over different blocks. */
    static BlockSums union(List<BlockSums> all, int points) {
        List<Node> squared = new ArrayList<>();
        List<Node> far = new ArrayList<>();
        for (BlockSums sums : all) {
            squared.addAll(sums.squared);
            far.addAll(sums.far);
        }
        return new BlockSums(
                joined(squared, BlockDistances.pairs(points)),
                joined(far, BlockDistances.outlierLength(points)));
    }

    private static List<Node> joined(List<Node> nodes, int length) {
        return nodes.isEmpty() ? nodes : forest(nodes, length).nodes();
    }

    private static Forest forest(List<Node> nodes, int length) {
        var forest = new Forest(length);
        nodes.sort(Comparator.comparingLong(Node::start));
        nodes.forEach(node -> forest.add(node.level(), node.index(), node.sum()));
        return forest;
    }

    /** Squared distances over all these blocks. */
    double[] squaredTotal(int points) {
        return total(squared, BlockDistances.pairs(points));
    }

    /** Inner products of outliers over all these blocks, or none if there is no outlier. */
    double[] outlierTotal(int points) {
        return far.isEmpty() ? new double[0] : total(far, BlockDistances.outlierLength(points));
    }

    private static double[] total(List<Node> nodes, int length) {
        var total = new double[length];
        forest(new ArrayList<>(nodes), length).total(total);
        return total;
    }
}
