package bft.experiments.scenario;

import bft.worker.training.GradientSource;
import bft.worker.training.LocalMethods;
import java.nio.file.Path;

/**
 * What is learnt from what.
 *
 * @param data name of a data set, or a directory or file
 * @param directory where the files of named data sets are
 * @param model such as {@code mlp:100}
 * @param partition which rows each worker learns from
 * @param batch rows in a gradient, from 1 to {@link GradientSource#MAX_BATCH}
 * @param local what honest workers do with gradients before they send them, such as {@code
 *     momentum:beta=0.9}
 */
public record Task(
        String data, Path directory, String model, String partition, int batch, String local) {
    /** Where gradients are sent as they are. */
    public Task(String data, Path directory, String model, String partition, int batch) {
        this(data, directory, model, partition, batch, LocalMethods.NONE);
    }

    public Task {
        if (batch < 1 || batch > GradientSource.MAX_BATCH) {
            throw new IllegalArgumentException(
                    "batch must be in [1, %d], got %d".formatted(GradientSource.MAX_BATCH, batch));
        }
    }
}
