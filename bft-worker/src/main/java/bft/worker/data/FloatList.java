package bft.worker.data;

import java.util.Arrays;

/** Floats that are collected one by one, up to the limit of a data set. */
final class FloatList {
    private float[] values = new float[1024];
    private int size;

    /**
     * Appends a value.
     *
     * @throws IllegalArgumentException if there are {@link DataFile#MAX_FEATURES} already
     */
    void add(float value) {
        if (size == DataFile.MAX_FEATURES) {
            throw new IllegalArgumentException("more than " + DataFile.MAX_FEATURES + " features");
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.min(2 * size, DataFile.MAX_FEATURES));
        }
        values[size++] = value;
    }

    float get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    /** The values without the first few. */
    float[] toArray(int skipped) {
        return Arrays.copyOfRange(values, skipped, size);
    }
}
