package bft.server.core;

/** Finds values that are not finite. */
public final class FiniteCheck {
    private FiniteCheck() {}

    /**
     * Index of the first NaN or infinity, -1 if there is none.
     *
     * @param values not modified
     */
    public static int firstNonFinite(float[] values) {
        float probe = 0;
        for (float value : values) {
            probe += value * 0f;
        }
        if (probe == 0) {
            return -1;
        }
        int i = 0;
        while (Float.isFinite(values[i])) {
            i++;
        }
        return i;
    }
}
