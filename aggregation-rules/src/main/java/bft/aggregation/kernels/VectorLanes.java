package bft.aggregation.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors of the widest species of at most 16 lanes: how they are loaded from arrays, and how their
 * lanes are added.
 */
final class VectorLanes {
    static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() > Kernels.PAD
                    ? FloatVector.SPECIES_512
                    : FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS =
            FLOATS.length() == IntVector.SPECIES_PREFERRED.length()
                    ? IntVector.SPECIES_PREFERRED
                    : IntVector.SPECIES_512;
    static final int L = FLOATS.length();

    private static final IntVector ALL_BUT_SIGN = IntVector.broadcast(INTS, Integer.MAX_VALUE);

    static final VectorMask<Float> ODD_1 = odd(1);
    static final VectorMask<Float> ODD_2 = odd(2);
    static final VectorMask<Float> ODD_4 = odd(4);
    static final VectorMask<Float> ODD_8 = odd(8);
    static final VectorShuffle<Float> SWAP_1 = swap(1);
    static final VectorShuffle<Float> SWAP_2 = swap(2);
    static final VectorShuffle<Float> SWAP_4 = swap(4);
    static final VectorShuffle<Float> SWAP_8 = swap(8);

    private VectorLanes() {}

    static FloatVector floats(float[] array, int at) {
        return FloatVector.fromArray(FLOATS, array, at);
    }

    static IntVector ints(int[] array, int at) {
        return IntVector.fromArray(INTS, array, at);
    }

    static FloatVector values(int[] keys, int at) {
        return turned(ints(keys, at)).reinterpretAsFloats();
    }

    /** Converts bits to keys and keys to bits. */
    static IntVector turned(IntVector bits) {
        return bits.lanewise(VectorOperators.ASHR, 31)
                .and(ALL_BUT_SIGN)
                .lanewise(VectorOperators.XOR, bits);
    }

    static void put(
            float[] out, int at, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        a.intoArray(out, at);
        b.intoArray(out, at + L);
        c.intoArray(out, at + 2 * L);
        d.intoArray(out, at + 3 * L);
    }

    /** The sum of the lanes: adds halves onto halves. */
    static float lanesOf(FloatVector sum) {
        FloatVector folded = sum;
        if (L >= 16) {
            folded = folded.add(folded.rearrange(SWAP_8));
        }
        if (L >= 8) {
            folded = folded.add(folded.rearrange(SWAP_4));
        }
        if (L >= 4) {
            folded = folded.add(folded.rearrange(SWAP_2));
        }
        return folded.add(folded.rearrange(SWAP_1)).lane(0);
    }

    /** The lanes whose number has that bit. */
    private static VectorMask<Float> odd(int bit) {
        var set = new boolean[L];
        for (int k = 0; k < L; k++) {
            set[k] = (k & bit) != 0;
        }
        return VectorMask.fromArray(FLOATS, set, 0);
    }

    /** Exchanges lanes that differ in that bit only. */
    private static VectorShuffle<Float> swap(int bit) {
        return VectorShuffle.fromOp(FLOATS, k -> (k ^ bit) % L);
    }
}
