package bft.aggregation.copies;

import bft.aggregation.Seeds;

/**
 * A short vector that resembles another as the whole vectors resemble each other: coordinate i is
 * added to entry {@code i mod} {@value #LENGTH} with a random sign, and the sums are scaled to norm
 * 1. Equal vectors, and multiples of one another, have equal sketches up to sign and rounding; the
 * squared distance of others is right on average, with a deviation of about 9 %. A vector that is
 * no longer than the sketch is its own.
 *
 * <p>Charikar, Chen, Farach-Colton, "Finding frequent items in data streams", ICALP 2002 (count
 * sketch), with coordinates dealt out in turn, which needs no table. Cost O(d) time, O(1) space.
 *
 * @param sums of norm 1; none for a vector that is zero or not finite
 * @param norm of the whole vector
 */
record Sketch(float[] sums, double norm) {
    /** A prime, so that rows of a matrix do not fall on the same entries. */
    static final int LENGTH = 251;

    static final Sketch NONE = new Sketch(new float[0], 0);

    /** Of the values. */
    static Sketch ofValues(float[] row, long seed) {
        var sums = new double[Math.min(LENGTH, row.length)];
        double squared = 0;
        long signs = 0;
        int entry = 0;
        for (int i = 0; i < row.length; i++) {
            signs = i % Long.SIZE == 0 ? signs(row, seed, i) : signs >>> 1;
            double value = row[i];
            squared += value * value;
            sums[entry] += (signs & 1) == 0 ? value : -value;
            entry = entry + 1 == sums.length ? 0 : entry + 1;
        }
        return of(sums, squared);
    }

    /**
     * Of the places of the values that are not zero, as a vector of ones; none unless the row is
     * sparse.
     *
     * @param most values that a sparse row has
     */
    static Sketch ofPlaces(float[] row, long seed, int most) {
        int count = 0;
        for (float value : row) {
            count += value != 0 ? 1 : 0;
        }
        if (count > most) {
            return NONE;
        }
        var ones = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            ones[i] = row[i] != 0 ? 1 : 0;
        }
        return ofValues(ones, seed);
    }

    private static long signs(float[] row, long seed, int at) {
        return row.length <= LENGTH ? 0 : Seeds.mix(seed, at);
    }

    private static Sketch of(double[] sums, double squared) {
        double scale = 0;
        for (double sum : sums) {
            scale += sum * sum;
        }
        if (!(scale > 0 && squared < Double.POSITIVE_INFINITY)) {
            return NONE;
        }
        var unit = new float[sums.length];
        for (int k = 0; k < unit.length; k++) {
            unit[k] = (float) (sums[k] / Math.sqrt(scale));
        }
        return new Sketch(unit, Math.sqrt(squared));
    }

    boolean isNone() {
        return sums.length == 0;
    }

    /** Between the directions of both, whichever way they point: 0 for copies, at most √2. */
    double distance(Sketch other) {
        double same = 0;
        double opposite = 0;
        for (int k = 0; k < sums.length; k++) {
            double difference = sums[k] - other.sums[k];
            double sum = sums[k] + other.sums[k];
            same += difference * difference;
            opposite += sum * sum;
        }
        return Math.sqrt(Math.min(same, opposite));
    }
}
