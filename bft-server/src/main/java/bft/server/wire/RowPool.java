package bft.server.wire;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Rows for gradients on their way in, made when first needed and used again; whatever arrives,
 * there is a limit to how many are in use. Used on one thread; any may ask how many are in use.
 */
public final class RowPool {
    private final int dimension;
    private final int limit;
    private final Deque<float[]> free = new ArrayDeque<>();
    private int made;
    private volatile int inUse;

    /**
     * @param dimension d, length of a row
     * @param limit most rows there will ever be
     */
    public RowPool(int dimension, int limit) {
        this.dimension = dimension;
        this.limit = limit;
    }

    /** A row with anything in it; goes back with {@link #release}. */
    public float[] acquire() {
        float[] row = free.isEmpty() ? make() : free.pop();
        inUse = made - free.size();
        return row;
    }

    private float[] make() {
        if (made == limit) {
            throw new IllegalStateException("all " + limit + " rows are in use");
        }
        made++;
        return new float[dimension];
    }

    /**
     * Gives a row back, once.
     *
     * @param reusable whether nobody refers to it; else another takes its place when one is needed
     */
    public void release(float[] row, boolean reusable) {
        if (free.size() == made) {
            throw new IllegalStateException("all " + made + " rows are free");
        }
        if (reusable) {
            free.push(row);
        } else {
            made--;
        }
        inUse = made - free.size();
    }

    /** Rows that were acquired and not released yet. */
    public int inUse() {
        return inUse;
    }
}
