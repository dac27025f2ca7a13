package bft.aggregation.state;

import java.util.Objects;

/**
 * A vector that its owner overwrites in place until the array is shared: then the next write goes
 * to a new array. So without snapshots no array is allocated. Belongs to one thread.
 */
public final class OwnedVector {
    private static final float[] NONE = {};

    private float[] values = NONE;
    private boolean shared;

    /** The values, to be read before the next write; empty if there are none. */
    public float[] values() {
        return values;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return values.length == 0;
    }

    /** The values, for a caller that keeps them: this array is never modified again. */
    public float[] share() {
        shared = true;
        return values;
    }

    /**
     * The array for the next values, all of which the caller writes at once: the present array or a
     * new one. To update a running mean, the caller gets {@link #values} first and reads each
     * coordinate there before it writes it here.
     */
    public float[] next(int dimension) {
        if (shared || values.length != dimension) {
            values = new float[dimension];
            shared = false;
        }
        return values;
    }

    /**
     * Uses an array that others may hold.
     *
     * @param frozen never modified
     */
    public void set(float[] frozen) {
        values = Objects.requireNonNull(frozen, "frozen");
        shared = true;
    }

    /** Drops the array; other holders keep it. */
    public void clear() {
        set(NONE);
    }
}
