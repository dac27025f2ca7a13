package bft.server.wire;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Rows for gradients on their way in, made when first needed and used again, and so many at most
 * whatever arrives. Used on one thread.
 */
public final class RowPool {
    private final int dimension;
    private final int limit;
    private final Deque<float[]> free = new ArrayDeque<>();
    private int made;

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
        if (!free.isEmpty()) {
            return free.pop();
        }
        if (made == limit) {
            throw new IllegalStateException("all " + limit + " rows are in use");
        }
        made++;
        return new float[dimension];
    }

    /** Gives a row back. */
    public void release(float[] row) {
        free.push(row);
    }
}
