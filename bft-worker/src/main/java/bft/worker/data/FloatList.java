package bft.worker.data;

import bft.spec.BadArgument;
import java.nio.file.Path;
import java.util.Arrays;

/** Floats that are collected one by one, up to the limit of a data set. */
final class FloatList {
    private final Path file;
    private float[] values = new float[1024];
    private int size;

    /**
     * @param file where they come from, for error messages
     */
    FloatList(Path file) {
        this.file = file;
    }

    /**
     * Appends a value.
     *
     * @throws IllegalArgumentException if there are {@link DataFile#MAX_FEATURES} already
     */
    void add(float value) {
        BadArgument.when(size == DataFile.MAX_FEATURES)
                .because("%s: more than %s features", file, DataFile.MAX_FEATURES);
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.min(2 * size, DataFile.MAX_FEATURES));
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    /** The values without the first few. */
    float[] toArray(int skipped) {
        return Arrays.copyOfRange(values, skipped, size);
    }
}
