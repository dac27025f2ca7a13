package bft.server.wire;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rows for gradients on their way in, made when first needed and used again, and so many at most
 * whatever arrives. Any thread may use it.
 */
public final class RowPool {
    private final int dimension;
    private final int limit;
    private final Deque<float[]> free = new ArrayDeque<>();
    private final Set<float[]> used = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Consumer<float[]>> waiting = new ArrayDeque<>();
    private volatile int inUse;

    /**
     * @param dimension d, length of a row
     * @param limit most rows there will ever be
     */
    public RowPool(int dimension, int limit) {
        this.dimension = dimension;
        this.limit = limit;
    }

    /** d, length of a row. */
    int dimension() {
        return dimension;
    }

    /**
     * Gives a row with anything in it, which goes back with {@link #release}; at once if there is
     * one. All rows can be in use for a moment, when workers have come over new connections and the
     * old ones have not let go of theirs.
     */
    void acquire(Consumer<float[]> taker) {
        float[] row;
        synchronized (this) {
            if (free.isEmpty() && used.size() == limit) {
                waiting.add(taker);
                return;
            }
            row = free.isEmpty() ? new float[dimension] : free.pop();
            used.add(row);
            inUse = used.size();
        }
        taker.accept(row);
    }

    /** Takes over a row that was made elsewhere and is in use; it comes back like any other. */
    public synchronized void adopt(float[] row) {
        used.add(row);
        inUse = used.size();
    }

    /**
     * Gives a row back, once.
     *
     * @param reusable whether nobody refers to it any more; else another takes its place
     * @throws IllegalStateException if it was not in use
     */
    public void release(float[] row, boolean reusable) {
        float[] other = reusable ? row : new float[dimension];
        Consumer<float[]> next;
        synchronized (this) {
            if (!used.remove(row)) {
                throw new IllegalStateException("a row was given back that was not in use");
            }
            next = waiting.poll();
            if (next == null) {
                free.push(other);
            } else {
                used.add(other);
            }
            inUse = used.size();
        }
        if (next != null) {
            next.accept(other);
        }
    }

    /** Rows that were acquired and not released yet. */
    public int inUse() {
        return inUse;
    }
}
