package bft.worker.task;

import bft.worker.model.Models;
import bft.worker.training.Batches;
import bft.worker.training.LocalMethods;
import bft.worker.wire.Task;
import java.util.List;
import picocli.CommandLine.Option;

/** The task as an operator writes it, for a job or for one worker; none of it has to be said. */
public final class TaskOptions {
    @Option(
            names = "--model",
            defaultValue = "",
            description =
                    "What workers train: linear, softmax, mlp:64-32, cnn, ...; the size must fit the"
                            + " job.")
    private String model;

    @Option(
            names = "--batch",
            paramLabel = "ROWS",
            description = "Rows for one gradient, 1 to 65536.")
    private Integer batch;

    @Option(
            names = "--sampling",
            paramLabel = "WAY",
            defaultValue = "",
            description =
                    "How they are drawn: with-replacement, or reshuffled: all before any comes"
                            + " again.")
    private String sampling;

    @Option(
            names = "--local",
            paramLabel = "METHODS",
            defaultValue = "",
            description =
                    "What is done with gradients before they are sent, in this order:"
                            + " clip:norm=2,momentum:beta=0.9, local-steps:k=5 with the job's rate"
                            + " or with rate=0.1, none.")
    private String local;

    /**
     * What has been said.
     *
     * @throws IllegalArgumentException naming the value that cannot be
     */
    public Task toTask() {
        var task = new Task(model, batch == null ? 0 : batch, sampling, local, List.of());
        if (batch != null || !sampling.isEmpty()) {
            Task whole = task.or(Assignment.DEFAULTS);
            Batches.check(whole.sampling(), batch == null ? whole.batch() : batch);
        }
        if (!model.isEmpty()) {
            Models.check(model);
        }
        if (!local.isEmpty()) {
            LocalMethods.of(local);
        }
        return task;
    }
}
