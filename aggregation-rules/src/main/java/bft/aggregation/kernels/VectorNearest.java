package bft.aggregation.kernels;

import bft.aggregation.kernels.Kernels.Centre;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The values of sorted columns that are nearest to a centre, of {@link VectorKernels}. */
final class VectorNearest {
    private static final int L = VectorLanes.L;

    private VectorNearest() {}

    static void meanAround(int[][] keys, Centre centre, int kept, int width, float[] out, int at) {
        boolean inPairs = 2 * kept >= keys.length;
        for (int k = 0; k < width; k += L) {
            if (inPairs) {
                pairs(keys, centre, kept, k);
            } else {
                chains(keys, centre, kept, k);
            }
        }
        System.arraycopy(centre.sums(), 0, out, at, width);
    }

    /**
     * Ranks without a partner at a distance of {@code kept} are in every window. Two ranks at that
     * distance share a slot in the window, which the nearer one takes.
     */
    private static void pairs(int[][] keys, Centre centre, int kept, int k) {
        int paired = keys.length - kept;
        int at = Kernels.ORIGIN + k;
        FloatVector scale = FloatVector.broadcast(VectorLanes.FLOATS, 1f / kept);
        FloatVector below = VectorLanes.floats(centre.below(), k);
        FloatVector above = VectorLanes.floats(centre.above(), k);
        FloatVector sum = FloatVector.zero(VectorLanes.FLOATS);
        for (int i = paired; i < kept; i++) {
            sum = sum.add(VectorLanes.values(keys[i], at).sub(below));
        }
        FloatVector ties = FloatVector.zero(VectorLanes.FLOATS);
        for (int i = 0; i < paired; i++) {
            FloatVector x = VectorLanes.values(keys[i], at);
            FloatVector y = VectorLanes.values(keys[i + kept], at);
            FloatVector left = below.sub(x);
            FloatVector right = y.sub(above);
            FloatVector rank = FloatVector.broadcast(VectorLanes.FLOATS, i + 1);
            ties =
                    ties.blend(rank, right.compare(VectorOperators.EQ, left))
                            .blend(ties, x.compare(VectorOperators.EQ, y));
            sum = sum.add(x.blend(y, right.compare(VectorOperators.LT, left)).sub(below));
        }
        sum.fma(scale, below).intoArray(centre.sums(), k);
        ties.intoArray(centre.ties(), k);
    }

    /**
     * The same where less than half is kept: more than two ranks share a slot. Each step goes
     * through memory: JDK 17 allocates objects for vectors that live across two loops.
     */
    private static void chains(int[][] keys, Centre centre, int kept, int k) {
        FloatVector.zero(VectorLanes.FLOATS).intoArray(centre.ties(), k);
        FloatVector.zero(VectorLanes.FLOATS).intoArray(centre.sums(), k);
        for (int j = 0; j < kept; j++) {
            VectorLanes.values(keys[j], Kernels.ORIGIN + k).intoArray(centre.slots(), k);
            for (int i = j; i + kept < keys.length; i += kept) {
                nearer(keys[i], keys[i + kept], centre, i, k);
            }
            add(centre, k);
        }
        VectorLanes.floats(centre.sums(), k)
                .fma(
                        FloatVector.broadcast(VectorLanes.FLOATS, 1f / kept),
                        VectorLanes.floats(centre.below(), k))
                .intoArray(centre.sums(), k);
    }

    /** Stores the right value of a pair in the slot where it is nearer than the left one. */
    private static void nearer(int[] lefts, int[] rights, Centre centre, int i, int k) {
        FloatVector x = VectorLanes.values(lefts, Kernels.ORIGIN + k);
        FloatVector y = VectorLanes.values(rights, Kernels.ORIGIN + k);
        FloatVector left = VectorLanes.floats(centre.below(), k).sub(x);
        FloatVector right = y.sub(VectorLanes.floats(centre.above(), k));
        FloatVector ties = VectorLanes.floats(centre.ties(), k);
        FloatVector rank = FloatVector.broadcast(VectorLanes.FLOATS, i + 1);
        VectorLanes.floats(centre.slots(), k)
                .blend(y, right.compare(VectorOperators.LT, left))
                .intoArray(centre.slots(), k);
        ties.blend(rank, right.compare(VectorOperators.EQ, left))
                .blend(ties, x.compare(VectorOperators.EQ, y))
                .intoArray(centre.ties(), k);
    }

    private static void add(Centre centre, int k) {
        VectorLanes.floats(centre.slots(), k)
                .sub(VectorLanes.floats(centre.below(), k))
                .add(VectorLanes.floats(centre.sums(), k))
                .intoArray(centre.sums(), k);
    }
}
