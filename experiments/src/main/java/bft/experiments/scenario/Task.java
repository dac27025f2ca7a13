package bft.experiments.scenario;

import bft.worker.training.GradientSource;
import java.nio.file.Path;

/**
 * What is learnt from what.
 *
 * @param data name of a data set, or a directory or file
 * @param directory where the files of named data sets are
 * @param model such as {@code mlp:100}
 * @param partition which rows each worker learns from
 * @param batch rows in a gradient, from 1 to {@link GradientSource#MAX_BATCH}
 */
public record Task(String data, Path directory, String model, String partition, int batch) {
    public Task {
        if (batch < 1 || batch > GradientSource.MAX_BATCH) {
            throw new IllegalArgumentException(
                    "batch must be in [1, %d], got %d".formatted(GradientSource.MAX_BATCH, batch));
        }
    }
}
