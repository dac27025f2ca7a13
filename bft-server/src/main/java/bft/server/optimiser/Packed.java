package bft.server.optimiser;

/**
 * Values packed one after the other into several arrays of the same length: stores an optimiser's
 * data of other lengths in slots as long as the parameters.
 *
 * @param arrays modified by {@link #write}
 * @param width the length of each
 */
record Packed(float[][] arrays, int width) {

    /** How many arrays this many values need. */
    static int arrays(long values, int width) {
        return Math.toIntExact((values + width - 1) / width);
    }

    /** The values from {@code at} on, a new array. */
    float[] read(long at, int length) {
        var values = new float[length];
        for (int done = 0; done < length; ) {
            int from = (int) ((at + done) % width);
            int part = Math.min(length - done, width - from);
            System.arraycopy(arrays[(int) ((at + done) / width)], from, values, done, part);
            done += part;
        }
        return values;
    }

    /** Writes these values from {@code at} on. */
    void write(long at, float[] values) {
        for (int done = 0; done < values.length; ) {
            int from = (int) ((at + done) % width);
            int part = Math.min(values.length - done, width - from);
            System.arraycopy(values, done, arrays[(int) ((at + done) / width)], from, part);
            done += part;
        }
    }
}
