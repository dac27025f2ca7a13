package bft.experiments.lab;

import bft.worker.config.SettingValues;
import java.util.function.Function;

/** The kinds of experiments by name; data are read once for all experiments of the same kind. */
public final class ExperimentKinds implements Function<String, ExperimentKind> {
    private final TrainingKind training;

    /**
     * @param defaults values of settings that an experiment does not set
     * @param readsData whether the first check reads the data, so that it finds every error;
     *     required for runs
     */
    public ExperimentKinds(SettingValues defaults, boolean readsData) {
        this.training = new TrainingKind(defaults, readsData);
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
