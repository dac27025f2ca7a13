package bft.aggregation.engine;

import bft.aggregation.Reducer;
import bft.aggregation.kernels.BlockDistances;
import bft.aggregation.kernels.ColumnTile;
import bft.aggregation.kernels.Forest;
import bft.aggregation.kernels.Kernels;
import java.util.Arrays;

/**
 * The second pass: mixes and reduces block by block, and checks or measures the rows as requested
 * while a block is in the cache. Keeps one reducer prepared for one number of rows, and scratch
 * memory.
 */
final class ReductionPass {
    private static final int WIDTH = 2048;

    /**
     * Blocks begin this many coordinates before multiples of their width, see {@link
     * Kernels#ORIGIN}.
     */
    private static final int SHIFT = Kernels.PAD - Kernels.ORIGIN;

    private static final int UNITS_PER_THREAD = 8;
    private static final float SMALLEST = 1e-30f;
    private static final float LARGEST = 1e30f;

    private final Kernels kernels;
    private final HelperThreads workers;
    private final Reducer reducer;
    private final Reducer.Columns columns;
    private final int mixedRows;
    private final int rows;
    private final HelperThreads.Pool<Scratch> pool;

    ReductionPass(
            Kernels kernels, HelperThreads workers, Reducer reducer, int mixedRows, int rows) {
        this.kernels = kernels;
        this.workers = workers;
        this.reducer = reducer;
        this.columns = reducer.forRows(mixedRows);
        this.mixedRows = mixedRows;
        this.rows = rows;
        this.pool = workers.pool(Scratch::new);
    }

    boolean fits(Reducer other, int otherMixedRows, int otherRows) {
        return reducer.equals(other) && mixedRows == otherMixedRows && rows == otherRows;
    }

    /** What is requested besides the output. */
    enum Wanted {
        /** Nothing: all rows are known to be finite, or need not be. */
        OUTPUT,
        /** Which rows are finite; the mixed rows are the rows. */
        FINITENESS,
        /** The distance of each row to the output, which also shows which rows are finite. */
        DISTANCES
    }

    /**
     * The arguments of a pass.
     *
     * @param rows the rows to check or measure
     * @param mixes the mixed rows in order; for the mean one mixed row, which is the output
     */
    record Task(float[][] rows, MixedRows[] mixes, Wanted wanted) {}

    /**
     * Runs the task.
     *
     * @param output receives d coordinates
     * @return the squared distances of the rows to the output, or zeros if these are not requested;
     *     not finite for a row that holds a NaN or an infinity, unless the reducer takes these:
     *     then a NaN is left out
     */
    double[] run(Task task, float[] output) {
        int blocks = (output.length + SHIFT + WIDTH - 1) / WIDTH;
        int level = GeometryPass.level(blocks, UNITS_PER_THREAD * workers.threads());
        int units = (blocks - 1 >> level) + 1;
        var sums = new double[units][];
        workers.run(
                units,
                pool,
                (unit, scratch) -> {
                    int high = Math.min(blocks, unit + 1 << level);
                    sums[unit] = scratch.run(task, output, unit << level, high);
                });
        var forest = new Forest(rows);
        for (int unit = 0; unit < units; unit++) {
            forest.add(level, unit, sums[unit]);
        }
        var total = new double[rows];
        forest.total(total);
        return total;
    }

    private static int start(int block) {
        return Math.max(0, block * WIDTH - SHIFT);
    }

    /** Clamps a mean that rounding carried beyond float's range. */
    private static float clamped(float value) {
        return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
    }

    private final class Scratch {
        private final int widest =
                reducer.isMean()
                        ? kernels.segment(rows)
                        : ColumnTile.widest(Math.max(mixedRows, rows));
        private final ColumnTile tile = new ColumnTile(kernels, mixedRows, widest);
        private final float[][] mixed = new float[4][widest];
        private final float[][] straight = new float[1][];
        private final float[] lanes = new float[Math.max(Kernels.LANES, rows * Kernels.PAD)];
        private final float[] zeros = new float[WIDTH];
        private final float[] fast = new float[rows];
        private final double[] sums = new double[rows];
        private final Forest forest = new Forest(rows);

        double[] run(Task task, float[] output, int low, int high) {
            for (int b = low; b < high; b++) {
                int from = start(b);
                block(task, from, Math.min(output.length, start(b + 1)) - from, output);
                forest.add(0, b, sums);
            }
            var total = new double[rows];
            forest.total(total);
            forest.clear();
            return total;
        }

        private void block(Task task, int from, int width, float[] output) {
            Arrays.fill(lanes, 0);
            for (int at = from; at < from + width; at += widest) {
                int part = Math.min(widest, from + width - at);
                reduce(task, at, part, output);
                if (task.wanted == Wanted.DISTANCES) {
                    kernels.nearDistances(task.rows, at, part, output, lanes);
                }
            }
            boolean sound = finish(task, from, width, output);
            if (!sound) {
                bringBack(task, from, width, output);
                finish(task, from, width, output);
            }
            if (task.wanted == Wanted.FINITENESS && !(tile.wasFinite() && sound)) {
                lookForNonFinite(task, from, width);
            }
        }

        /** Ends the block; false if its output may have left float's range. */
        private boolean finish(Task task, int from, int width, float[] output) {
            if (task.wanted != Wanted.DISTANCES) {
                Arrays.fill(sums, 0);
                return isInRange(output, from, width);
            }
            kernels.endDistances(task.rows, from, width, output, lanes, fast);
            boolean inRange = false;
            for (int i = 0; i < rows; i++) {
                inRange |= fast[i] <= LARGEST;
                boolean easy = fast[i] >= SMALLEST && fast[i] <= LARGEST;
                sums[i] = easy ? fast[i] : exactly(task.rows[i], from, width, output);
            }
            return inRange;
        }

        private void lookForNonFinite(Task task, int from, int width) {
            for (int i = 0; i < rows; i++) {
                for (int k = from; k < from + width; k++) {
                    sums[i] += task.rows[i][k] * 0;
                }
            }
        }

        private void bringBack(Task task, int from, int width, float[] output) {
            if (reducer.isMean()) {
                repair(task.mixes[0], 0, from, width, output, from);
            } else {
                tile.setCareful(true);
                for (int at = from; at < from + width; at += widest) {
                    reduce(task, at, Math.min(widest, from + width - at), output);
                }
                tile.setCareful(false);
                for (int k = from; k < from + width; k++) {
                    output[k] = clamped(output[k]);
                }
            }
            Arrays.fill(lanes, 0);
            if (task.wanted == Wanted.DISTANCES) {
                kernels.nearDistances(task.rows, from, width, output, lanes);
            }
        }

        private void reduce(Task task, int at, int width, float[] output) {
            if (reducer.isMean()) {
                straight[0] = output;
                mix(task.mixes[0], at, width, straight, at);
                return;
            }
            tile.resize(width);
            load(task, at, width);
            columns.reduce(tile, output, at);
            if (tile.undecided()) {
                load(task, at, width);
                tile.decide(output, at);
            }
        }

        private void load(Task task, int at, int width) {
            for (MixedRows mix : task.mixes) {
                if (mix.isCopy()) {
                    tile.load(mix.first(), mix.rows()[0], at);
                    continue;
                }
                mix(mix, at, width, mixed, 0);
                for (int p = 0; p < mix.count(); p++) {
                    if (!isInRange(mixed[p], 0, width)) {
                        repair(mix, p, at, width, mixed[p], 0);
                    }
                    tile.load(mix.first() + p, mixed[p], 0);
                }
            }
        }

        private boolean isInRange(float[] out, int at, int width) {
            return kernels.squaredDistance(out, at, zeros, 0, width) <= LARGEST;
        }

        private void mix(MixedRows mix, int from, int width, float[][] out, int at) {
            if (mix.isCopy()) {
                System.arraycopy(mix.rows()[0], from, out[0], at, width);
                return;
            }
            if (mix.count() == 1) {
                kernels.weightedSum(mix.rows(), from, width, mix.weights(), out[0], at);
            } else {
                kernels.weightedSums(mix.rows(), from, width, mix.weights(), out);
            }
        }

        /**
         * Sums again in double what overflowed float's range in between, and clamps it to that
         * range.
         */
        private void repair(MixedRows mix, int p, int from, int width, float[] out, int at) {
            for (int k = 0; k < width; k++) {
                if (!Float.isFinite(out[at + k])) {
                    double sum = 0;
                    for (int i = 0; i < mix.rows().length; i++) {
                        double weight = mix.weights()[i * mix.stride() + p];
                        sum += weight * mix.rows()[i][from + k];
                    }
                    out[at + k] =
                            (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, sum));
                }
            }
        }

        private double exactly(float[] row, int from, int width, float[] output) {
            if (reducer.takesNonFinite()) {
                return ofThoseThatCame(row, from, width, output);
            }
            int to = from + width;
            boolean equal = Arrays.mismatch(row, from, to, output, from, to) < 0;
            boolean finite = equal && Float.isFinite(row[from]);
            return finite ? 0 : BlockDistances.exactSquaredDistance(row, from, output, from, width);
        }

        /** A value that was lost, in the row or in all rows, is no evidence against its sender. */
        private double ofThoseThatCame(float[] row, int from, int width, float[] output) {
            double sum = 0;
            for (int k = from; k < from + width; k++) {
                double difference = (double) row[k] - output[k];
                sum += Double.isNaN(difference) ? 0 : difference * difference;
            }
            return sum;
        }
    }
}
