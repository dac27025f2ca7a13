package bft.aggregation.kernels;

/**
 * The vector module, at the widest species of at most 16 lanes. The rest at the end of a segment is
 * computed with the same fused operations, so a coordinate's bits do not depend on its position.
 */
final class VectorKernels extends Kernels {
    /** Half of the first-level cache. */
    private static final int NEAR_BYTES = 24 << 10;

    /** Columns of a weighted sum that are computed together. */
    private static final int GROUP_COLUMNS = 8 * VectorLanes.L;

    private final CodeKernels codes = VectorCodeKernels.best();

    VectorKernels() {}

    @Override
    public CodeKernels codes() {
        return codes;
    }

    /** One array: rows follow each other. */
    @Override
    float[][] scratchRows(int rows, int stride) {
        return new float[1][ORIGIN + rows * stride];
    }

    @Override
    void centredDots(
            float[][] rows,
            int[] from,
            int width,
            float[] centre,
            float[][] z,
            int stride,
            int i,
            float[] tile) {
        VectorDistances.centredDots(rows, from, width, centre, z[0], stride, i, tile);
    }

    @Override
    void dots(float[][] z, int stride, int width, int i, int j, float[] tile) {
        VectorDistances.dots(z[0], stride, width, i, j, tile);
    }

    @Override
    void dotsOfOne(float[][] z, int stride, int width, int i, int j, float[] tile) {
        VectorDistances.dotsOfOne(z[0], stride, width, i, j, tile);
    }

    @Override
    void foldTile(float[] tile) {
        VectorDistances.foldTile(tile);
    }

    @Override
    public float squaredDistance(float[] a, int from, float[] b, int at, int width) {
        return VectorDistances.squaredDistance(a, from, b, at, width);
    }

    @Override
    public void nearDistances(float[][] rows, int from, int width, float[] result, float[] lanes) {
        VectorDistances.nearDistances(rows, from, width, result, lanes);
    }

    @Override
    public void endDistances(
            float[][] rows, int from, int width, float[] result, float[] lanes, float[] sums) {
        VectorDistances.endDistances(lanes, sums);
    }

    /** Narrow enough that the distances find the rows in the first-level cache. */
    @Override
    public int segment(int rows) {
        int fit = NEAR_BYTES / 4 / rows / GROUP_COLUMNS * GROUP_COLUMNS;
        return Math.max(GROUP_COLUMNS, Math.min(4 * GROUP_COLUMNS, fit));
    }

    @Override
    public void weightedSum(
            float[][] rows, int from, int width, float[] weights, float[] out, int at) {
        VectorSums.weightedSum(rows, from, width, weights, out, at);
    }

    @Override
    public void weightedSums(float[][] rows, int from, int width, float[] weights, float[][] out) {
        VectorSums.weightedSums(rows, from, width, weights, out);
    }

    @Override
    void toKeys(float[] row, int from, int width, int[] keys, float[] check) {
        VectorColumns.toKeys(row, from, width, keys, check);
    }

    @Override
    void sort(int[][] keys, int width, SortingNetwork network) {
        VectorColumns.sort(keys, width, network);
    }

    @Override
    void meanOfRanks(int[][] keys, int low, int high, int width, float[] out, int at) {
        VectorColumns.sumOfRanks(keys, low, high, 1f / (high - low), width, out, at);
    }

    @Override
    void meanAround(int[][] keys, Centre centre, int kept, int width, float[] out, int at) {
        VectorNearest.meanAround(keys, centre, kept, width, out, at);
    }

    @Override
    public String toString() {
        return "vector module, " + VectorLanes.L + " lanes";
    }
}
