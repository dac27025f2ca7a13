package bft.experiments.lab;

import bft.worker.config.SettingValues;
import java.util.function.Function;

/** What the kinds of experiments mean; data are read once for all experiments of the same one. */
public final class ExperimentKinds implements Function<String, ExperimentKind> {
    private final TrainingKind training;

    /**
     * @param usual what holds where an experiment says nothing
     * @param readsData whether the data are read with the first check, so that it finds all that
     *     can be wrong; no runs without
     */
    public ExperimentKinds(SettingValues usual, boolean readsData) {
        this.training = new TrainingKind(usual, readsData);
    }

    @Override
    public ExperimentKind apply(String kind) {
        return switch (kind) {
            case "training" -> training;
            case "vectors" -> new VectorsKind();
            case "overhead" -> new OverheadKind();
            default ->
                    throw new IllegalArgumentException(
                            "no kind '" + kind + "'; there are training, vectors, overhead");
        };
    }
}
