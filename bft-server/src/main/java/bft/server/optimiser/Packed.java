package bft.server.optimiser;

/**
 * Values that lie one after the other in several arrays of one length: what an optimiser keeps that
 * is not as long as the parameters, in slots that are.
 */
final class Packed {
    private final float[][] arrays;
    private final int width;

    /**
     * @param arrays modified by {@link #write}
     * @param width the length of each
     */
    Packed(float[][] arrays, int width) {
        this.arrays = arrays;
        this.width = width;
    }

    /** How many arrays that many values take. */
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
