package bft.server.model;

import bft.worker.client.Model;
import java.util.ArrayDeque;
import java.util.Deque;

/** The newest versions, one after the other, as many as are to be kept: d floats each. */
public final class ModelHistory {
    private final Deque<Model> models = new ArrayDeque<>();
    private final long capacity;

    /**
     * @param capacity versions to keep, at least 1
     */
    public ModelHistory(long capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be >= 1, got " + capacity);
        }
        this.capacity = capacity;
    }

    /** Keeps a version, the one after the newest or the first of all. */
    public void add(Model model) {
        models.addLast(model);
        if (models.size() > capacity) {
            models.removeFirst();
        }
    }

    /** Whether that version is kept. */
    public boolean has(long version) {
        return !models.isEmpty()
                && version >= models.getFirst().version()
                && version <= models.getLast().version();
    }

    /**
     * Parameters of a version that is kept.
     *
     * @throws IllegalArgumentException if it is not
     */
    public float[] at(long version) {
        return models.stream()
                .filter(model -> model.version() == version)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("version " + version + " is not kept"))
                .parameters();
    }
}
