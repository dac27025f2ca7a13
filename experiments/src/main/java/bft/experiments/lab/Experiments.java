package bft.experiments.lab;

import bft.spec.Nearest;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Function;

/** What the kinds of experiments mean; data are read once for all experiments of the same one. */
public final class Experiments implements Function<String, Experiment> {
    private final Training training;

    /**
     * @param dataDirectory where the files of named data sets are
     * @param engine what trains
     * @param readsData whether the data are read with the first check, so that it finds all that
     *     can be wrong; no runs without
     */
    public Experiments(Path dataDirectory, Engine engine, boolean readsData) {
        this.training = new Training(dataDirectory, engine, readsData);
    }

    @Override
    public Experiment apply(String kind) {
        return switch (kind) {
            case "training" -> training;
            case "vectors" -> new Vectors();
            case "overhead" -> new Overhead();
            default ->
                    throw new IllegalArgumentException(
                            "no kind '" + kind + "'; there are training, vectors, overhead");
        };
    }

    /**
     * Refuses settings that an experiment does not know.
     *
     * @throws IllegalArgumentException naming the stranger and the nearest that it knows
     */
    public static void requireKnown(Experiment experiment, Collection<String> keys) {
        for (String key : keys) {
            if (!experiment.keys().contains(key)) {
                throw new IllegalArgumentException(
                        "no setting '" + key + "'" + Nearest.hint(key, experiment.keys()));
            }
        }
    }
}
