package bft.aggregation.engine;

import bft.aggregation.kernels.BlockDistances;
import bft.aggregation.kernels.Forest;
import bft.aggregation.kernels.Kernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The first pass: squared distances between points, over whole blocks of coordinates. Blocks are
 * numbered from coordinate 0 of the whole vector, so every process cuts its range of coordinates at
 * the same positions. Keeps scratch memory for points of one shape.
 */
final class GeometryPass {
    private static final int UNITS_PER_THREAD = 8;

    private final Kernels kernels;
    private final HelperThreads workers;
    private final int rows;
    private final int points;
    private final HelperThreads.Pool<Scratch> pool;

    GeometryPass(Kernels kernels, HelperThreads workers, int rows, int points) {
        this.kernels = kernels;
        this.workers = workers;
        this.rows = rows;
        this.points = points;
        this.pool = workers.pool(() -> new Scratch(kernels, rows, points));
    }

    boolean fits(int otherRows, int otherPoints) {
        return rows == otherRows && points == otherPoints;
    }

    Kernels kernels() {
        return kernels;
    }

    /** A range of coordinates: {@code x[i][0]} is coordinate {@code from} of the whole vector. */
    record Range(float[][] x, long from, long to) {}

    /**
     * Measures the blocks from coordinate {@code first} on; only the last may be shorter, if the
     * vector ends in it.
     *
     * @param finite an entry is cleared if that row holds a NaN or an infinity
     * @return the sums over these blocks
     */
    BlockSums measure(Range range, long first, long end, boolean[] finite) {
        int width = BlockDistances.widest(points);
        long firstBlock = first / width;
        int blocks = Math.toIntExact((end - first + width - 1) / width);
        int level = level(blocks, UNITS_PER_THREAD * workers.threads());
        long firstUnit = firstBlock >> level;
        int units = blocks == 0 ? 0 : (int) ((firstBlock + blocks - 1 >> level) - firstUnit) + 1;
        List<BlockSums> results = new ArrayList<>(Collections.nCopies(units, BlockSums.NONE));
        var flags = new boolean[units][];
        workers.run(
                units,
                pool,
                (unit, scratch) -> {
                    long low = Math.max(firstBlock, firstUnit + unit << level);
                    long high = Math.min(firstBlock + blocks, firstUnit + unit + 1 << level);
                    flags[unit] = finite.clone();
                    results.set(unit, scratch.run(range, low, high, end, flags[unit]));
                });
        for (int unit = 0; unit < units; unit++) {
            for (int i = 0; i < finite.length; i++) {
                finite[i] &= flags[unit][i];
            }
        }
        return BlockSums.union(results, points);
    }

    /** The highest level with at least that many nodes, or 0. */
    static int level(int blocks, int nodes) {
        return Math.max(0, 31 - Integer.numberOfLeadingZeros(Math.max(1, blocks / nodes)));
    }

    private static final class Scratch {
        private final BlockDistances block;
        private final double[] squared;
        private final Forest sums;
        private final Forest far;
        private final int width;

        Scratch(Kernels kernels, int rows, int points) {
            block = new BlockDistances(kernels, rows, points);
            squared = new double[BlockDistances.pairs(points)];
            sums = new Forest(squared.length);
            far = new Forest(BlockDistances.outlierLength(points));
            width = BlockDistances.widest(points);
        }

        BlockSums run(Range range, long low, long high, long end, boolean[] finite) {
            for (long b = low; b < high; b++) {
                int from = (int) (b * width - range.from());
                int to = (int) (Math.min(end, (b + 1) * width) - range.from());
                block.measure(range.x(), from, to, finite, squared);
                sums.add(0, b, squared);
                if (block.hasOutlier()) {
                    far.add(0, b, block.outlierProducts());
                }
            }
            var result = new BlockSums(copies(sums), copies(far));
            sums.clear();
            far.clear();
            return result;
        }

        private static List<Forest.Node> copies(Forest forest) {
            List<Forest.Node> nodes = forest.nodes();
            nodes.replaceAll(
                    node -> new Forest.Node(node.level(), node.index(), node.sum().clone()));
            return nodes;
        }
    }
}
