package bft.aggregation;

/** A reducer that needs a majority of honest rows, {@code n >= 2f+1}, and no more. */
public interface MajorityReducer extends Reducer {
    /** Rows declared Byzantine. */
    int f();

    @Override
    default int minimumInputs() {
        return 2 * f() + 1;
    }

    @Override
    default String condition() {
        return "n >= 2f+1";
    }
}
