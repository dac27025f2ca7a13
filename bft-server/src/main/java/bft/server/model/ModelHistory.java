package bft.server.model;

import bft.aggregation.state.Snapshot;
import bft.spec.BadArgument;
import bft.worker.client.Model;
import java.util.ArrayDeque;
import java.util.Deque;

/** The newest consecutive versions, up to a fixed number: d floats each. */
public final class ModelHistory {
    private static final String KIND = "versions";

    private final Deque<Model> models = new ArrayDeque<>();
    private final long capacity;

    /**
     * @param capacity versions to keep, at least 1
     */
    public ModelHistory(long capacity) {
        BadArgument.when(capacity < 1).because("capacity must be >= 1, got %s", capacity);
        this.capacity = capacity;
    }

    /** Adds a version: the one after the newest, or the first of all. */
    public void add(Model model) {
        models.addLast(model);
        if (models.size() > capacity) {
            models.removeFirst();
        }
    }

    /** Whether this version is kept. */
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

    /** This as a snapshot, which shares the parameters. */
    public Snapshot snapshot() {
        return Snapshot.of(KIND)
                .with("versions", models.stream().mapToLong(Model::version).toArray())
                .with("parameters", models.stream().map(Model::parameters).toArray(float[][]::new))
                .build();
    }

    /**
     * Replaces the versions by those in a snapshot.
     *
     * @param newest no version in it is newer, and all have its dimension
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public void restore(Snapshot snapshot, Model newest) {
        snapshot.expecting(KIND).holding("versions", "parameters");
        int count = snapshot.size("versions");
        BadArgument.when(count < 1 || count > capacity)
                .because("%s.versions has %s values, need 1 to %s", KIND, count, capacity);
        long[] versions = snapshot.wholes("versions", count, 0, newest.version());
        float[][] parameters = snapshot.vectors("parameters", count, newest.parameters().length);
        models.clear();
        for (int i = 0; i < count; i++) {
            models.addLast(new Model(versions[i], parameters[i]));
        }
    }
}
