package bft.experiments.lab;

import bft.worker.config.SettingValues;
import java.util.function.Function;

/** What the kinds of experiments mean; data are read once for all experiments of the same one. */
public final class Experiments implements Function<String, Experiment> {
    private final Training training;

    /**
     * @param usual what holds where an experiment says nothing
     * @param readsData whether the data are read with the first check, so that it finds all that
     *     can be wrong; no runs without
     */
    public Experiments(SettingValues usual, boolean readsData) {
        this.training = new Training(usual, readsData);
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
}
