package bft.experiments.scenario;

import bft.worker.codec.Codecs;
import bft.worker.training.Batches;
import bft.worker.training.LocalMethods;
import java.nio.file.Path;

/**
 * What is learnt from what.
 *
 * @param data name of a data set, or a directory or file
 * @param directory where the files of named data sets are
 * @param model such as {@code mlp:100}
 * @param partition which rows each worker learns from
 * @param batch rows in a gradient, from 1 to {@link Batches#MAX_SIZE}
 * @param sampling how they are drawn, such as {@link Batches#WITH_REPLACEMENT}
 * @param local what workers do with gradients before they send them, such as {@code
 *     momentum:beta=0.9}
 * @param codec how gradients travel, such as {@code float32}
 */
public record Task(
        String data,
        Path directory,
        String model,
        String partition,
        int batch,
        String sampling,
        String local,
        String codec) {
    /** How gradients travel if nothing is said. */
    public static final String EXACT = Codecs.FLOAT32.name();

    /** Where rows are drawn with replacement, and gradients sent as they are. */
    public Task(String data, Path directory, String model, String partition, int batch) {
        this(
                data,
                directory,
                model,
                partition,
                batch,
                Batches.WITH_REPLACEMENT,
                LocalMethods.NONE,
                EXACT);
    }

    public Task {
        Batches.check(sampling, batch);
    }
}
