package bft.aggregation;

/** A mixing that needs a majority of honest rows, {@code n >= 2f+1}, and no more. */
public interface MajorityMixing extends Mixing {
    /** Rows declared Byzantine. */
    int f();

    @Override
    default int inputsFor(int outputs) {
        return 2 * f() + 1;
    }

    @Override
    default String condition() {
        return "n >= 2f+1";
    }
}
