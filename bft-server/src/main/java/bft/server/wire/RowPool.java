package bft.server.wire;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rows for arriving gradients, allocated when first needed and reused, up to a fixed number. Any
 * thread may use it.
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
     * @param limit largest number of rows
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
     * Acquires a row with arbitrary content, at once if one is free; return it with {@link
     * #release}. All rows can be in use for a moment, when workers use new connections and the old
     * ones have not released their rows yet.
     */
    void acquire(Consumer<float[]> taker) {
        Optional<float[]> row;
        synchronized (this) {
            row = tryAcquire();
            if (row.isEmpty()) {
                waiting.add(taker);
            }
        }
        row.ifPresent(taker);
    }

    /** Acquires a row at once; empty if all are in use. */
    synchronized Optional<float[]> tryAcquire() {
        if (free.isEmpty() && used.size() == limit) {
            return Optional.empty();
        }
        float[] row = free.isEmpty() ? new float[dimension] : free.pop();
        used.add(row);
        inUse = used.size();
        return Optional.of(row);
    }

    /** Adopts a row that was allocated elsewhere and is in use; it is returned like any other. */
    public synchronized void adopt(float[] row) {
        used.add(row);
        inUse = used.size();
    }

    /**
     * Returns a row, once.
     *
     * @param reusable whether nothing refers to it any more; otherwise a new row replaces it
     * @throws IllegalStateException if it was not in use
     */
    public void release(float[] row, boolean reusable) {
        float[] other = reusable ? row : new float[dimension];
        Consumer<float[]> next;
        synchronized (this) {
            if (!used.remove(row)) {
                throw new IllegalStateException("a row was released that was not in use");
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

    /** Largest number of rows. */
    public int limit() {
        return limit;
    }

    /** Rows that were acquired and not released yet. */
    public int inUse() {
        return inUse;
    }
}
