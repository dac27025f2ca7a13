package bft.experiments.lab;

import java.nio.file.Path;
import java.util.function.Function;

/** What the kinds of experiments mean; data are read once for all experiments of the same one. */
public final class Experiments implements Function<String, Experiment> {
    private final Training training;

    /**
     * @param dataDirectory where the files of named data sets are
     * @param engine what trains
     */
    public Experiments(Path dataDirectory, Engine engine) {
        this.training = new Training(dataDirectory, engine);
    }

    @Override
    public Experiment apply(String kind) {
        return switch (kind) {
            case "training" -> training;
            default ->
                    throw new IllegalArgumentException("no kind '" + kind + "'; there is training");
        };
    }
}
