package bft.aggregation.kernels;

import jdk.incubator.vector.FloatVector;

final class VectorKernels {
    static int lanes() {
        return FloatVector.SPECIES_PREFERRED.length();
    }
}
