package bft.experiments.run;

import static bft.experiments.run.RunSettings.HELD_OUT;
import static bft.server.config.OutputSettings.STATE_DIR;
import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.INITIAL;
import static bft.server.config.ServerSettings.RULE;
import static bft.server.config.ServerSettings.SCHEDULE;
import static bft.worker.settings.WorkerSettings.BATCH;
import static bft.worker.settings.WorkerSettings.CODEC;
import static bft.worker.settings.WorkerSettings.EVALUATION;
import static bft.worker.settings.WorkerSettings.LOCAL;
import static bft.worker.settings.WorkerSettings.MODEL;
import static bft.worker.settings.WorkerSettings.PARTITION;
import static bft.worker.settings.WorkerSettings.SAMPLING;

import bft.aggregation.Seeds;
import bft.aggregation.kernels.Finite;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.catalogue.Attacks;
import bft.attacks.data.Poison;
import bft.server.checkpoint.Inspection;
import bft.server.config.ServerOptions;
import bft.server.core.JobSettings;
import bft.server.model.InitialParameters;
import bft.server.optimiser.ParameterLayout;
import bft.server.synchrony.Sampling;
import bft.spec.Text;
import bft.worker.client.Model;
import bft.worker.data.Dataset;
import bft.worker.data.Shuffle;
import bft.worker.data.Split;
import bft.worker.model.Evaluation;
import bft.worker.model.GradientFunction;
import bft.worker.model.Models;
import bft.worker.training.BatchGradients;
import bft.worker.training.BatchPlan;
import bft.worker.training.Batches;
import bft.worker.training.Draw;
import bft.worker.training.ErrorFeedback;
import bft.worker.training.GradientSource;
import bft.worker.training.HeldOut;
import bft.worker.training.LocalMethods;
import bft.worker.training.Share;
import bft.worker.training.WorkerFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A run with its data in memory. Safe for use by several threads; the objects that it returns are
 * not.
 */
public final class LoadedRun {
    /** Separates the random numbers of the division of the test data from all others. */
    private static final long TESTS = 0x7465737473L;

    private final RunConfig config;
    private final Split split;
    private final Split tests;
    private final Optional<Attack> attack;

    LoadedRun(RunConfig config, Split split) {
        this(config, split, Optional.empty());
        poison().ifPresent(p -> p.requireFits(split.train().width(), split.train().classes()));
        initialParameters();
    }

    private LoadedRun(RunConfig config, Split split, Optional<Attack> attack) {
        this.config = config;
        this.split = split;
        this.tests = tests(config, split.test());
        this.attack = attack;
    }

    /** The same run with some settings changed, such as {@code rule=mean}; the data are kept. */
    public LoadedRun with(String... assignments) {
        return new LoadedRun(config.with(assignments), split, attack);
    }

    /** The same run with an attack that has no name in the registry. */
    public LoadedRun with(Attack unnamed) {
        return new LoadedRun(config, split, Optional.of(unnamed));
    }

    /** What the attackers do to vectors. */
    Attack attack() {
        Population population = config.population();
        return attack.orElseGet(
                () -> population.forges() ? Attacks.of(population.attack()) : AdversaryView::own);
    }

    /** The run's configuration. */
    public RunConfig config() {
        return config;
    }

    /** How the data were read and prepared, a line for each step. */
    public List<String> dataNotes() {
        return split.notes();
    }

    /** What the user should know of the settings with these data; empty if all is usual. */
    public List<String> advice() {
        List<String> advice = new ArrayList<>();
        Sampling sampling = config.sampling();
        int byzantine = config.get(BYZANTINE);
        int attackers = config.population().attackers();
        if (sampling.isPartial()) {
            advice.add(sampling.bound(byzantine, config.rounds()));
            advice.add(
                    Text.of(
                            "with the %d attackers of this run: %.2g a round, %.2g in all",
                            attackers,
                            sampling.exceeds(attackers, byzantine),
                            sampling.everExceeds(attackers, byzantine, config.rounds())));
        }
        if (split.train().classes() > 1) {
            Skew.warning(
                            config.get(RULE),
                            config.values().text(PARTITION).orElseThrow(),
                            Skew.of(split.train(), shares()))
                    .ifPresent(advice::add);
        }
        return advice;
    }

    private List<int[]> shares() {
        Population population = config.population();
        return IntStream.range(0, population.honest()).mapToObj(this::rows).toList();
    }

    private int[] rows(int worker) {
        int n = config.population().n();
        return config.get(PARTITION).indices(worker, n, split.train().labels(), config.seed());
    }

    /** Rows of all workers together. */
    int rowsToTrain() {
        return split.train().count();
    }

    /** The model, for one thread. */
    public GradientFunction model() {
        return Models.of(config.get(MODEL), split.train().width(), split.train().classes());
    }

    /** The gradients of this worker when it is honest, for one thread. */
    public GradientSource source(int worker) {
        return source(worker, new WorkerFigures());
    }

    /**
     * The same.
     *
     * @param figures told what each batch shows
     */
    public GradientSource source(int worker, WorkerFigures figures) {
        GradientSource gradients = source(worker, Optional.empty(), figures);
        return ErrorFeedback.of(config.get(CODEC), config.seed(), worker, gradients);
    }

    /**
     * The gradients of this worker on its data, which it may have poisoned before; for one thread.
     */
    GradientSource source(int worker, Optional<Poison> poison) {
        return source(worker, poison, new WorkerFigures());
    }

    /** What this worker can say of its gradients when it is honest, for one thread. */
    public WorkerFigures figures(int worker) {
        Optional<HeldOut> heldOut =
                HeldOut.Plan.of(config.get(EVALUATION))
                        .heldOut(share(worker), config.seed(), model());
        return WorkerFigures.of(config.get(LOCAL), terms(worker), heldOut);
    }

    private Share share(int worker) {
        return new Share(split.train(), rows(worker), worker);
    }

    private LocalMethods.Terms terms(int worker) {
        return new LocalMethods.Terms(config.get(SCHEDULE)::rateAt, config.seed(), worker);
    }

    private GradientSource source(int worker, Optional<Poison> poison, WorkerFigures figures) {
        long seed = config.seed();
        Share share = HeldOut.Plan.of(config.get(EVALUATION)).training(share(worker), seed);
        Batches clean = Batches.of(config.get(SAMPLING), share, config.get(BATCH), seed);
        Batches batches =
                poison.<Batches>map(p -> new PoisonedBatches(clean, p, seed)).orElse(clean);
        String chain = config.get(LOCAL);
        boolean alwaysSends = config.population().isByzantine(worker);
        return LocalMethods.of(
                        alwaysSends ? LocalMethods.withoutFilter(chain) : chain, terms(worker))
                .apply(new BatchGradients(model(), batches, figures));
    }

    /**
     * The model that the run begins with: version 0, or the newest that its state directory has.
     *
     * @throws UncheckedIOException if a file cannot be read
     */
    public Model first() {
        return config.values()
                .find(STATE_DIR)
                .flatMap(LoadedRun::saved)
                .filter(saved -> saved.parameters().length == dimension())
                .orElseGet(() -> new Model(0, initialParameters()));
    }

    private static Optional<Model> saved(Path directory) {
        try {
            return Inspection.newest(directory)
                    .map(saved -> new Model(saved.version(), saved.model()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The parameters of version 0.
     *
     * @throws UncheckedIOException if they are configured to come from a file, and it cannot be
     *     read
     */
    public float[] initialParameters() {
        GradientFunction model = model();
        Optional<Path> file = config.values().find(INITIAL);
        if (file.isPresent()) {
            return read(file.get(), model.dimension());
        }
        float[] parameters = new float[model.dimension()];
        model.initialise(config.seed(), parameters);
        return parameters;
    }

    private static float[] read(Path file, int dimension) {
        try {
            InitialParameters.dimensionOf(file, Optional.of(dimension));
            return InitialParameters.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names and shapes of the tensors in the flat vector of parameters. */
    public ParameterLayout layout() {
        return new ParameterLayout(model().tensors());
    }

    /** Settings of the server's job. */
    public JobSettings jobSettings() {
        return ServerOptions.job(config.values(), layout());
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

    /** Bytes of all activations of a batch in the model, each with its derivative. */
    public long batchBytes() {
        int batch = BatchPlan.of(config.get(SAMPLING)).largest(config.get(BATCH));
        return 2 * model().valuesPerRow() * Float.BYTES * batch;
    }

    /**
     * Whether training cannot go on from these parameters: the gradient of some honest worker is
     * not finite.
     */
    public boolean hasDivergedAt(long version, float[] parameters) {
        for (int worker = 0; worker < config.population().honest(); worker++) {
            if (!Finite.isFinite(source(worker).gradientAt(Draw.of(version), parameters))) {
                return true;
            }
        }
        return false;
    }

    /** Accuracy and loss of these parameters on the test data. */
    public Evaluation evaluate(float[] parameters) {
        return model().evaluate(parameters, tests.test());
    }

    /** The same on the data that decide when to stop. */
    Evaluation evaluateHeldOut(float[] parameters) {
        return model().evaluate(parameters, tests.train());
    }

    /** The held-out part of the test data, and the rest; both are all if nothing is held out. */
    private static Split tests(RunConfig config, Dataset test) {
        int held = (int) Math.round(config.get(HELD_OUT) * test.count());
        if (held == 0) {
            return new Split(test, test, "", List.of());
        }
        int[] order = Shuffle.order(test.count(), Seeds.random(config.seed(), TESTS));
        return new Split(
                test.select(Arrays.copyOf(order, held)),
                test.select(Arrays.copyOfRange(order, held, order.length)),
                "",
                List.of());
    }

    /**
     * The success rate of an attack on data: the share of the test rows that the model classifies
     * as the attack intends. Empty if the attack is not on data or has no such goal.
     */
    public OptionalDouble attackSuccess(float[] parameters) {
        Optional<Dataset> goals = poison().flatMap(p -> PoisonedBatches.goals(tests.test(), p));
        return goals.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(model().accuracy(parameters, goals.get()));
    }

    private Optional<Poison> poison() {
        Population population = config.population();
        return population.forges() ? Attacks.of(population.attack()).poison() : Optional.empty();
    }
}
