package bft.aggregation.kernels;

/**
 * Plain Java, in loops that HotSpot vectorises: separate arrays that are all indexed by the loop
 * counter (offsets might overlap, so segments are copied to scratch rows first), and no float sum
 * across a loop (its order would be fixed).
 */
final class PlainKernels extends Kernels {
    static final PlainKernels INSTANCE = new PlainKernels();

    private final ThreadLocal<PlainScratch> scratch = ThreadLocal.withInitial(PlainScratch::new);

    private PlainKernels() {}

    @Override
    public CodeKernels codes() {
        return PlainCodeKernels.INSTANCE;
    }

    /** Each row as separate segments. */
    @Override
    float[][] scratchRows(int rows, int stride) {
        return new float[rows * PlainDistances.segments(stride)][PlainScratch.END];
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
        PlainScratch own = scratch.get();
        int segments = PlainDistances.segments(stride);
        PlainDistances.centre(own, rows, from, width, centre, z, i * segments, segments);
        PlainDistances.dots(own, z, segments, width, i, i, tile);
    }

    @Override
    void dots(float[][] z, int stride, int width, int i, int j, float[] tile) {
        int segments = PlainDistances.segments(stride);
        PlainDistances.dots(scratch.get(), z, segments, width, i, j, tile);
    }

    @Override
    void dotsOfOne(float[][] z, int stride, int width, int i, int j, float[] tile) {
        int segments = PlainDistances.segments(stride);
        PlainDistances.dotsOfOne(scratch.get(), z, segments, width, i, j, tile);
    }

    /** The tile is complete already. */
    @Override
    void foldTile(float[] tile) {}

    @Override
    public float squaredDistance(float[] a, int from, float[] b, int at, int width) {
        return PlainDistances.squaredDistance(scratch.get(), a, from, b, at, width);
    }

    /** Tiles are too narrow for such loops: all distances are computed at the end. */
    @Override
    public void nearDistances(float[][] rows, int from, int width, float[] result, float[] lanes) {}

    @Override
    public void endDistances(
            float[][] rows, int from, int width, float[] result, float[] lanes, float[] sums) {
        for (int i = 0; i < rows.length; i++) {
            sums[i] = squaredDistance(rows[i], from, result, from, width);
        }
    }

    /** Wide, as HotSpot processes the first and last columns of a loop one by one. */
    @Override
    public int segment(int rows) {
        return 1024;
    }

    @Override
    public void weightedSum(
            float[][] rows, int from, int width, float[] weights, float[] out, int at) {
        PlainSums.weightedSum(scratch.get(), rows, from, width, weights, out, at);
    }

    @Override
    public void weightedSums(float[][] rows, int from, int width, float[] weights, float[][] out) {
        PlainSums.weightedSums(scratch.get(), rows, from, width, weights, out);
    }

    @Override
    void toKeys(float[] row, int from, int width, int[] keys, float[] check) {
        PlainColumns.toKeys(scratch.get(), row, from, width, keys, check);
    }

    @Override
    void sort(int[][] keys, int width, SortingNetwork network) {
        PlainColumns.sort(keys, width, network);
    }

    @Override
    void meanOfRanks(int[][] keys, int low, int high, int width, float[] out, int at) {
        PlainColumns.meanOfRanks(scratch.get(), keys, low, high, width, out, at);
    }

    @Override
    void meanAround(int[][] keys, Centre centre, int kept, int width, float[] out, int at) {
        PlainColumns.meanAround(scratch.get(), keys, centre, kept, width, out, at);
    }

    @Override
    public String toString() {
        return PlainDistances.FUSED ? "plain Java" : "plain Java, no fused operations";
    }
}
