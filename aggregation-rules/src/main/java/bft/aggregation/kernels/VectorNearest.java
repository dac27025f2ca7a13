package bft.aggregation.kernels;

import bft.aggregation.kernels.Kernels.Centre;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The values of sorted columns that are nearest to a centre, of {@link VectorKernels}. */
final class VectorNearest {
    private static final int L = VectorLanes.L;

    private VectorNearest() {}

    static void meanAround(int[][] keys, Centre centre, int kept, int width, float[] out, int at) {
        for (int k = 0; k < width; k += L) {
            oneVector(keys, centre, kept, k);
        }
        System.arraycopy(centre.slots(), 0, out, at, width);
    }

    /**
     * Ranks with nothing kept away from them are in every window. Of the others, those at a
     * distance of {@code kept} share a place in it, which falls to the nearest.
     */
    private static void oneVector(int[][] keys, Centre centre, int kept, int k) {
        int paired = Math.min(kept, keys.length - kept);
        FloatVector scale = FloatVector.broadcast(VectorLanes.FLOATS, 1f / kept);
        FloatVector below = VectorLanes.floats(centre.below(), k);
        FloatVector above = VectorLanes.floats(centre.above(), k);
        FloatVector sum = FloatVector.zero(VectorLanes.FLOATS);
        for (int i = paired; i < kept; i++) {
            sum = VectorLanes.values(keys[i], k).fma(scale, sum);
        }
        FloatVector ties = FloatVector.zero(VectorLanes.FLOATS);
        for (int j = 0; j < paired; j++) {
            FloatVector x = VectorLanes.values(keys[j], k);
            FloatVector nearest = x;
            for (int i = j; i + kept < keys.length; i += kept) {
                FloatVector y = VectorLanes.values(keys[i + kept], k);
                FloatVector left = below.sub(x);
                FloatVector right = y.sub(above);
                nearest = nearest.blend(y, right.compare(VectorOperators.LT, left));
                FloatVector rank = FloatVector.broadcast(VectorLanes.FLOATS, i + 1);
                ties =
                        ties.blend(rank, right.compare(VectorOperators.EQ, left))
                                .blend(ties, x.compare(VectorOperators.EQ, y));
                x = y;
            }
            sum = nearest.fma(scale, sum);
        }
        sum.intoArray(centre.slots(), k);
        ties.intoArray(centre.ties(), k);
    }
}
