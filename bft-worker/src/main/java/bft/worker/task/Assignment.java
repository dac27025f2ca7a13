package bft.worker.task;

import bft.spec.BadArgument;
import bft.worker.client.Computation;
import bft.worker.client.Model;
import bft.worker.codec.GradientCodec;
import bft.worker.data.Partition;
import bft.worker.data.Split;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.training.BatchGradients;
import bft.worker.training.BatchPlan;
import bft.worker.training.Batches;
import bft.worker.training.ErrorFeedback;
import bft.worker.training.GradientSource;
import bft.worker.training.HeldOut;
import bft.worker.training.LocalMethods;
import bft.worker.training.Share;
import bft.worker.training.WorkerFigures;
import bft.worker.wire.Contract;
import bft.worker.wire.Figure;
import bft.worker.wire.Task;
import bft.worker.wire.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What one worker of a job trains, with every setting decided.
 *
 * @param contract of the job, and the worker's slot in it
 * @param task with every setting given
 * @param seed of data, partition and batches
 */
public record Assignment(Contract contract, Task task, long seed) {
    /**
     * Takes each setting from the job, else from the worker, else the default.
     *
     * @param own settings given to this worker
     * @param ownSeed seed given to this worker
     * @throws TaskException if job and worker differ, or the worker does not support the task
     */
    public static Assignment of(Contract contract, Task own, OptionalLong ownSeed) {
        Task told = contract.task();
        List<String> differences = new ArrayList<>(own.differences(told));
        long seed = ownSeed.orElse(contract.seed());
        if (told.saysHow() && seed != contract.seed()) {
            differences.add("seed is %s here and %s there".formatted(seed, contract.seed()));
        }
        if (!differences.isEmpty()) {
            throw new TaskException(
                    "this worker's options contradict job %s: %s; omit these options, or change the job's"
                            .formatted(contract.job(), String.join(", ", differences)));
        }
        Task whole = told.or(own).or(Tasks.DEFAULT);
        try {
            Models.check(whole.model());
            Batches.check(whole.sampling(), whole.batch());
            LocalMethods.of(whole.local());
            HeldOut.Plan.of(whole.evaluation());
        } catch (IllegalArgumentException e) {
            throw new TaskException(
                    "this worker does not support the task of job %s: %s"
                            .formatted(contract.job(), e.getMessage()),
                    e);
        }
        return new Assignment(contract, whole, seed);
    }

    /**
     * The function that computes what to push for a model. For one thread.
     *
     * @param partition which rows of the data are this worker's
     * @param codec that gradients are sent with
     * @throws IllegalArgumentException if the model for these data is not the job's, or a batch
     *     does not fit into memory
     */
    public Computation on(Split split, Partition partition, GradientCodec codec) {
        GradientFunction function =
                Models.of(task.model(), split.train().width(), split.train().classes());
        String onData =
                "%s on %s features and %s classes"
                        .formatted(task.model(), split.train().width(), split.train().classes());
        requireFitting(function, onData);
        int worker = contract.worker();
        int[] rows = partition.indices(worker, contract.n(), split.train().labels(), seed);
        var share = new Share(split.train(), rows, worker);
        HeldOut.Plan evaluation = HeldOut.Plan.of(task.evaluation());
        Batches batches =
                Batches.of(task.sampling(), evaluation.training(share, seed), task.batch(), seed);
        var pace = new Pace();
        var terms = new LocalMethods.Terms(version -> pace.rate, seed, worker);
        WorkerFigures figures =
                WorkerFigures.of(task.local(), terms, evaluation.heldOut(share, seed, function));
        GradientSource local =
                LocalMethods.of(task.local(), terms)
                        .apply(new BatchGradients(function, batches, figures));
        GradientSource source = ErrorFeedback.of(codec, contract.seed(), worker, local);
        return new Paced(pace, new CountedGradients(source, contract, figures));
    }

    /** The learning rate of the current model. */
    private static final class Pace {
        private double rate;
    }

    /** Gradients that know the rate of the model. */
    private record Paced(Pace pace, Computation gradients) implements Computation {
        @Override
        public float[] gradient(Model pulled, int attempt) {
            pace.rate = pulled.rate().orElse(LocalMethods.DEFAULT_RATE);
            return gradients.gradient(pulled, attempt);
        }

        @Override
        public SortedMap<Figure, Double> figures() {
            return gradients.figures();
        }
    }

    private void requireFitting(GradientFunction function, String onData) {
        int there = contract.dimension();
        BadArgument.when(function.dimension() != there)
                .because(
                        "%s has %s parameters, the model of job %s has %s",
                        onData, function.dimension(), contract.job(), there);
        firstDifference(function.tensors(), task.tensors())
                .ifPresent(
                        difference -> {
                            throw BadArgument.of(
                                    "%s has another layout than the model of job %s: %s",
                                    onData, contract.job(), difference);
                        });
        int batch = BatchPlan.of(task.sampling()).largest(task.batch());
        long bytes = 2 * Float.BYTES * function.valuesPerRow() * batch;
        long most = Runtime.getRuntime().maxMemory();
        if (bytes > most) {
            throw new IllegalArgumentException(
                    "%s needs %s MB for a batch of %s rows, the heap may have %s MB: allow more with java -Xmx"
                            .formatted(onData, bytes >> 20, batch, most >> 20));
        }
    }

    /**
     * The first difference, if the server sent a layout; for tensors without a name only the shape
     * counts.
     */
    private static Optional<String> firstDifference(List<Tensor> here, List<Tensor> there) {
        for (int i = 0; i < Math.min(here.size(), there.size()); i++) {
            Tensor own = here.get(i);
            Tensor told = there.get(i);
            boolean sameName = told.name().isEmpty() || told.name().equals(own.name());
            if (!sameName || !told.shape().equals(own.shape())) {
                return Optional.of("tensor %s is %s here and %s there".formatted(i + 1, own, told));
            }
        }
        return there.isEmpty() || here.size() == there.size()
                ? Optional.empty()
                : Optional.of("%s tensors here and %s there".formatted(here.size(), there.size()));
    }
}
