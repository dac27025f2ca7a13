package bft.experiments.scenario;

import bft.aggregation.kernels.Finite;
import bft.attacks.catalogue.Attacks;
import bft.attacks.data.Poison;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ParameterLayout;
import bft.server.optimiser.Schedule;
import bft.worker.data.Dataset;
import bft.worker.data.Partition;
import bft.worker.data.Split;
import bft.worker.model.Evaluation;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.training.BatchGradients;
import bft.worker.training.Batches;
import bft.worker.training.ErrorFeedback;
import bft.worker.training.GradientSource;
import bft.worker.training.LocalMethods;
import bft.worker.training.Share;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A scenario with its data in memory. Safe for use by several threads; what it hands out is not.
 */
public final class LoadedScenario {
    private final Scenario scenario;
    private final Split split;
    private final Partition partition;
    private final Optional<float[]> first;

    LoadedScenario(Scenario scenario, Split split) {
        this.scenario = scenario;
        this.split = split;
        this.partition = Partition.of(scenario.task().partition());
        this.first = Optional.empty();
        model();
        poison().ifPresent(p -> p.requireFits(split.train().width(), split.train().classes()));
    }

    private LoadedScenario(Scenario scenario, LoadedScenario data, Optional<float[]> first) {
        this.scenario = scenario;
        this.split = data.split;
        this.partition = data.partition;
        this.first = first;
    }

    /**
     * The same data and task with other workers and another defence. What the workers' attack is
     * called matters only to who asks for it by name.
     */
    public LoadedScenario with(Cohort cohort, Defence defence) {
        return new LoadedScenario(scenario.with(cohort, defence), this, first);
    }

    /** The same run under other conditions. */
    public LoadedScenario with(Conditions conditions) {
        return new LoadedScenario(scenario.with(conditions), this, first);
    }

    /** The same run from other parameters than those that the model draws. */
    public LoadedScenario startingFrom(float[] parameters) {
        return new LoadedScenario(scenario, this, Optional.of(parameters.clone()));
    }

    /** What has been loaded. */
    public Scenario scenario() {
        return scenario;
    }

    /** How the data were read and prepared, line by line. */
    public List<String> dataNotes() {
        return split.notes();
    }

    /** The model, for one thread. */
    public GradientFunction model() {
        return Models.of(scenario.task().model(), split.train().width(), split.train().classes());
    }

    /** What this worker computes when it is honest, for one thread. */
    public GradientSource source(int worker) {
        GradientSource gradients = source(worker, Optional.empty());
        return ErrorFeedback.of(scenario.codec(), scenario.seed(), worker, gradients);
    }

    /** What this worker computes of its data, which it may have poisoned before; for one thread. */
    GradientSource source(int worker, Optional<Poison> poison) {
        int n = scenario.cohort().n();
        long seed = scenario.seed();
        int[] rows = partition.indices(worker, n, split.train().labels(), seed);
        Task task = scenario.task();
        var share = new Share(split.train(), rows, worker);
        Batches clean = Batches.of(task.sampling(), share, task.batch(), seed);
        Batches batches =
                poison.<Batches>map(p -> new PoisonedBatches(clean, p, seed)).orElse(clean);
        Schedule rates = Optimisers.schedule(scenario.learning().schedule());
        return LocalMethods.of(task.local(), rates::rateAt)
                .apply(new BatchGradients(model(), batches));
    }

    /** The parameters of version 0. */
    public float[] initialParameters() {
        if (first.isPresent()) {
            return first.get().clone();
        }
        GradientFunction model = model();
        float[] parameters = new float[model.dimension()];
        model.initialise(scenario.seed(), parameters);
        return parameters;
    }

    /** Which of the parameters are a tensor. */
    public ParameterLayout layout() {
        return new ParameterLayout(model().tensors());
    }

    /**
     * Settings of the server for this run.
     *
     * @param graceNanos how long the server waits for those who are late, in the mode's sense
     */
    public JobSettings jobSettings(long graceNanos, Deadlines deadlines) {
        return scenario.jobSettings(graceNanos, deadlines, layout());
    }

    /** d, the number of parameters. */
    public int dimension() {
        return model().dimension();
    }

    /** Bytes of the features, both of training and of test. */
    public long dataBytes() {
        long floats = split.train().features().length + (long) split.test().features().length;
        return floats * Float.BYTES;
    }

    /** Bytes of all values of a batch on their way through the model, each with its derivative. */
    public long batchBytes() {
        return 2 * model().valuesPerRow() * Float.BYTES * scenario.task().batch();
    }

    /**
     * Whether nothing more can be learnt from these parameters: what an honest worker computes of
     * them is not finite.
     */
    public boolean hasDivergedAt(long version, float[] parameters) {
        for (int worker = 0; worker < scenario.cohort().honest(); worker++) {
            if (!Finite.isFinite(source(worker).gradientAt(version, parameters))) {
                return true;
            }
        }
        return false;
    }

    /** Accuracy and loss of these parameters on the test data. */
    public Evaluation evaluate(float[] parameters) {
        return model().evaluate(parameters, split.test());
    }

    /**
     * The share of the test rows with which an attack on data has its way: that are taken for what
     * it wants. Nothing if the attack is none on data or wants nothing of the kind.
     */
    public OptionalDouble attackSuccess(float[] parameters) {
        Optional<Dataset> goals = poison().flatMap(p -> PoisonedBatches.goals(split.test(), p));
        return goals.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(model().accuracy(parameters, goals.get()));
    }

    private Optional<Poison> poison() {
        Cohort cohort = scenario.cohort();
        return cohort.forges() ? Attacks.of(cohort.attack()).poison() : Optional.empty();
    }
}
