package bft.server.config;

import static bft.server.config.OutputSettings.AUDIT_LOG;
import static bft.server.config.OutputSettings.CHECKPOINT_EVERY;
import static bft.server.config.OutputSettings.RECORD;
import static bft.server.config.OutputSettings.SAVE_EVERY;
import static bft.server.config.OutputSettings.STATE_DIR;
import static bft.server.config.PortSettings.CREATE_TOKENS;
import static bft.server.config.PortSettings.OWNER_CAP;
import static bft.server.config.ServerSettings.BYZANTINE;
import static bft.server.config.ServerSettings.CHECK_COPIES;
import static bft.server.config.ServerSettings.CODECS;
import static bft.server.config.ServerSettings.DIMENSION;
import static bft.server.config.ServerSettings.DRAIN_TIMEOUT;
import static bft.server.config.ServerSettings.ELASTIC;
import static bft.server.config.ServerSettings.EPOCH;
import static bft.server.config.ServerSettings.EVENT_LOOPS;
import static bft.server.config.ServerSettings.FEDERATED;
import static bft.server.config.ServerSettings.FILTER;
import static bft.server.config.ServerSettings.GRACE;
import static bft.server.config.ServerSettings.INITIAL;
import static bft.server.config.ServerSettings.INITIAL_SCALE;
import static bft.server.config.ServerSettings.JOB;
import static bft.server.config.ServerSettings.LAYOUT;
import static bft.server.config.ServerSettings.LOSSY;
import static bft.server.config.ServerSettings.MAX_STALENESS;
import static bft.server.config.ServerSettings.MODE;
import static bft.server.config.ServerSettings.ON_TOO_FEW;
import static bft.server.config.ServerSettings.OPTIMISER;
import static bft.server.config.ServerSettings.QUARANTINE;
import static bft.server.config.ServerSettings.QUORUM;
import static bft.server.config.ServerSettings.ROUNDS;
import static bft.server.config.ServerSettings.ROUND_TIMEOUT;
import static bft.server.config.ServerSettings.RULE;
import static bft.server.config.ServerSettings.SCHEDULE;
import static bft.server.config.ServerSettings.START_TIMEOUT;
import static bft.server.config.ServerSettings.THREADS;
import static bft.server.config.ServerSettings.TOLERANCE;
import static bft.server.config.ServerSettings.WORKERS;
import static bft.worker.settings.WorkerSettings.EVALUATION;
import static bft.worker.settings.WorkerSettings.LOCAL;
import static bft.worker.settings.WorkerSettings.SAMPLING;
import static bft.worker.settings.WorkerSettings.SEED;

import bft.aggregation.AggregationRule;
import bft.aggregation.rules.Rules;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.lossy.LossyMode;
import bft.server.membership.MembershipRules;
import bft.server.model.InitialParameters;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ParameterLayout;
import bft.server.session.Authenticator;
import bft.server.synchrony.Modes;
import bft.server.synchrony.Synchrony;
import bft.server.wire.WireSettings;
import bft.spec.BadArgument;
import bft.worker.client.Model;
import bft.worker.config.OneLine;
import bft.worker.config.Setting;
import bft.worker.config.SettingValues;
import bft.worker.task.Tasks;
import bft.worker.wire.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;

/** Builds a server's configuration from settings, and reports all errors at once. */
public final class ServerOptions {
    private final SettingValues values;

    /** The same with the dimension of a file, which the default of a time depends on. */
    private SettingValues sized;

    private final OutputSettings outputs;
    private final PortSettings ports;
    private final Set<String> problems = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();

    /** Errors of the values are reported with all others. */
    public ServerOptions(SettingValues values) {
        this.values = FederatedMethods.expanded(inRounds(values));
        this.sized = this.values;
        this.outputs = new OutputSettings(this.values);
        this.ports = new PortSettings(this.values);
    }

    /** A server has no data from which it could count what an epoch is. */
    private static SettingValues inRounds(SettingValues values) {
        DoubleSupplier epoch =
                () ->
                        values.find(EPOCH)
                                .orElseThrow(
                                        () ->
                                                BadArgument.of(
                                                        "a length in epochs needs --epoch, the rounds in one"));
        DoubleSupplier none =
                () -> {
                    throw BadArgument.of(
                            "the server does not know how many batches an epoch has: give their number");
                };
        return values.counted(none, LOCAL, FEDERATED, SAMPLING)
                .counted(epoch, ROUNDS, SCHEDULE, EVALUATION, SAVE_EVERY, CHECKPOINT_EVERY);
    }

    /**
     * The settings of a job only, for a run without a server.
     *
     * @throws IllegalArgumentException with every problem found
     */
    public static JobSettings job(SettingValues values, ParameterLayout layout) {
        var options = new ServerOptions(values);
        Optional<JobSettings> job = options.jobSettings(Optional.of(layout));
        options.requireNoProblems();
        return job.orElseThrow();
    }

    private static List<Setting<?>> ofJob() {
        return ServerSettings.OF_JOB.and(SEED).all();
    }

    /** The settings of the job, as they are written, by name. */
    public Map<String, String> textsOfJob() {
        return sized.texts(ofJob());
    }

    /**
     * The job of such settings.
     *
     * @throws IllegalArgumentException with every problem found
     */
    public static JobSettings job(Map<String, String> texts) {
        SettingValues values = SettingValues.NONE;
        for (Setting<?> setting : ofJob()) {
            String text = texts.getOrDefault(setting.name(), "");
            values = text.isEmpty() ? values : values.with(setting, text);
        }
        ParameterLayout layout = values.checked().find(LAYOUT).orElse(ParameterLayout.WHOLE);
        return job(values, layout);
    }

    /**
     * Checks everything and reads the files.
     *
     * @throws IllegalArgumentException with every problem found, one a line
     */
    public ServerConfig toConfig() {
        return toConfig(MemoryNeed.Limits.ofThisJvm());
    }

    ServerConfig toConfig(MemoryNeed.Limits memory) {
        problems.clear();
        warnings.clear();
        problems.addAll(values.problems());
        sized = sized();
        Optional<JobSettings> settings =
                tried(() -> values.find(LAYOUT)).flatMap(this::jobSettings);
        Optional<Endpoints> listening = tried(ports::endpoints);
        Optional<ModelOutput> output = tried(outputs::toModelOutput);
        tried(
                () -> {
                    outputs.check(problems::add);
                    return outputs;
                });
        tried(outputs::state);
        Optional<Model> model = model(settings, memory);
        Optional<Authenticator> authenticator =
                isTooEarlyForTokens(settings)
                        ? Optional.empty()
                        : tried(() -> ports.authenticator(listening, warnings::add));
        Optional<Task> told = tried(this::task);
        Optional<WireSettings> wire = tried(this::wire);
        values.find(LOSSY).ifPresent(mode -> requirePlain(mode, listening));
        requireNoProblems();
        var config =
                tried(
                        () ->
                                new ServerConfig(
                                        values.get(JOB),
                                        settings.orElseThrow(),
                                        told.orElseThrow(),
                                        model.orElseThrow(),
                                        authenticator.orElseThrow(),
                                        listening.orElseThrow(),
                                        wire.orElseThrow(),
                                        output.orElseThrow(),
                                        values.get(DRAIN_TIMEOUT).toMillis(),
                                        values.get(THREADS)));
        requireNoProblems();
        return config.orElseThrow();
    }

    private void requirePlain(LossyMode mode, Optional<Endpoints> listening) {
        boolean isTls = listening.filter(on -> on.protection().workers().isPresent()).isPresent();
        if (isTls && !mode.isPlain()) {
            problems.add(
                    "--lossy sends gradients in plain text, which TLS is to prevent: give plain=yes with it, as in --lossy missing:plain=yes, if anyone on the network may read them");
        }
    }

    private SettingValues sized() {
        try {
            return values.with(DIMENSION, dimension());
        } catch (IOException | IllegalArgumentException toldLater) {
            return values;
        }
    }

    /** The times that the server goes by, on one line. */
    public String times() {
        return LimitSettings.times(sized);
    }

    /**
     * What the job needs at most, as a sentence.
     *
     * @throws IllegalArgumentException with every problem found
     */
    public String memory() {
        return checkedNeed().sentence(MemoryNeed.Limits.ofThisJvm());
    }

    /**
     * The least limit of the heap that is enough for the job, in megabytes.
     *
     * @throws IllegalArgumentException with every problem found
     */
    public int heapMegabytes() {
        return (int) checkedNeed().heapMegabytes(MemoryNeed.Limits.ofThisJvm());
    }

    private MemoryNeed checkedNeed() {
        Optional<JobSettings> job = tried(() -> values.find(LAYOUT)).flatMap(this::jobSettings);
        Optional<Integer> d = tried(this::dimension);
        requireNoProblems();
        return need(job.orElseThrow(), d.orElseThrow());
    }

    private boolean isTooEarlyForTokens(Optional<JobSettings> settings) {
        return settings.isEmpty() && tried(() -> values.get(CREATE_TOKENS)).orElse(true);
    }

    private WireSettings wire() {
        return new WireSettings(
                LimitSettings.wireLimits(sized),
                values.get(CODECS),
                values.get(EVENT_LOOPS),
                values.find(OWNER_CAP).map(OptionalInt::of).orElse(OptionalInt.empty()),
                values.find(LOSSY));
    }

    /** Warnings: problems that do not keep the server from starting. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The files that the server writes. */
    public OutputSettings outputs() {
        return outputs;
    }

    private Optional<JobSettings> jobSettings(Optional<ParameterLayout> layout) {
        Optional<Synchrony> synchrony = tried(this::synchrony);
        Optional<AggregationRule> rule =
                tried(() -> Rules.of(values.get(RULE), values.get(BYZANTINE)));
        Optional<Deadlines> deadlines =
                tried(() -> new Deadlines(nanos(START_TIMEOUT), nanos(ROUND_TIMEOUT)));
        Optional<TrainingPlan> training =
                tried(() -> training(layout.orElse(ParameterLayout.WHOLE)));
        if (rule.isEmpty() || synchrony.isEmpty() || deadlines.isEmpty() || training.isEmpty()) {
            return Optional.empty();
        }
        boolean isInRounds = !synchrony.get().isAsynchronous();
        return tried(
                () -> {
                    values.find(LOSSY).ifPresent(mode -> mode.requireFits(rule.get(), isInRounds));
                    return new JobSettings(
                            values.get(WORKERS),
                            rule.get(),
                            synchrony.get(),
                            values.find(FILTER),
                            training.get(),
                            deadlines.get(),
                            membership(),
                            values.get(CHECK_COPIES));
                });
    }

    private MembershipRules membership() {
        return new MembershipRules(
                values.get(QUARANTINE),
                values.find(ELASTIC).map(OptionalInt::of).orElse(OptionalInt.empty()),
                values.get(ON_TOO_FEW) == ServerSettings.OnTooFew.WAIT);
    }

    private Task task() {
        var layout = values.find(LAYOUT).orElse(ParameterLayout.WHOLE);
        return Tasks.chosen(values).with(layout.tensors());
    }

    private TrainingPlan training(ParameterLayout layout) {
        var optimiser = Optimisers.of(values.get(OPTIMISER), values.get(SCHEDULE));
        return new TrainingPlan(optimiser.over(layout), values.get(ROUNDS), values.get(SEED));
    }

    private Synchrony synchrony() {
        var limits =
                new Modes.Limits(
                        values.find(QUORUM).map(OptionalInt::of).orElse(OptionalInt.empty()),
                        nanos(GRACE),
                        values.find(MAX_STALENESS)
                                .map(OptionalLong::of)
                                .orElse(OptionalLong.empty()));
        Synchrony usual =
                Modes.of(values.get(MODE), values.get(WORKERS), values.get(BYZANTINE), limits);
        return values.get(TOLERANCE) == ServerSettings.Tolerance.STRICT ? strict(usual) : usual;
    }

    private Synchrony strict(Synchrony usual) {
        AggregationRule rule = Rules.of(values.get(RULE), values.get(BYZANTINE));
        int needed = rule.minimumInputs();
        String what = "tolerance strict with rule " + rule + " and f=" + rule.f();
        if (usual.isAsynchronous()) {
            throw BadArgument.of(
                    "tolerance strict is of rounds, mode %s has none", values.get(MODE));
        }
        BadArgument.when(rule.isPlainMean() && rule.f() > 0)
                .because("%s: the mean tolerates no faulty worker", what);
        BadArgument.when(needed > usual.full())
                .because(
                        "%s needs rounds of %s gradients, one has at most %s: give more workers, or another rule",
                        what, needed, usual.full());
        if (values.has(QUORUM) && values.get(QUORUM) < needed) {
            throw BadArgument.of(
                    "%s needs a quorum of at least %s, got %s", what, needed, values.get(QUORUM));
        }
        return usual.strict(needed);
    }

    private long nanos(Setting<Duration> time) {
        return sized.get(time).toNanos();
    }

    /** Allocates the model only after checking that the whole job has enough memory. */
    private Optional<Model> model(Optional<JobSettings> settings, MemoryNeed.Limits memory) {
        Optional<Integer> d = tried(this::dimension);
        if (d.isEmpty()) {
            return Optional.empty();
        }
        List<String> missing =
                settings.map(job -> need(job, d.get()).shortOf(memory)).orElse(List.of());
        problems.addAll(missing);
        return settings.isPresent() && missing.isEmpty()
                ? tried(() -> new Model(0, initialParameters(d.get())))
                : Optional.empty();
    }

    private MemoryNeed need(JobSettings job, int d) {
        int observers = values.get(LimitSettings.MAX_OBSERVERS);
        MemoryNeed need =
                values.has(STATE_DIR)
                        ? MemoryNeed.ofSaved(job, d, observers)
                        : MemoryNeed.of(job, d, observers);
        need = values.has(LOSSY) ? need.lossy() : need;
        return values.has(AUDIT_LOG) || values.has(RECORD) ? need.audited() : need;
    }

    private int dimension() throws IOException {
        Optional<Integer> dimension = values.find(DIMENSION);
        Optional<Path> initial = values.find(INITIAL);
        if (initial.isPresent()) {
            return InitialParameters.dimensionOf(initial.get(), dimension);
        }
        return dimension.orElseThrow(
                () -> BadArgument.of("give --dimension, or --initial with an .npy file"));
    }

    private float[] initialParameters(int d) throws IOException {
        Optional<Path> initial = values.find(INITIAL);
        return initial.isPresent()
                ? InitialParameters.read(initial.get())
                : InitialParameters.uniform(d, values.get(INITIAL_SCALE), values.get(SEED));
    }

    private <T> Optional<T> tried(Callable<T> part) {
        try {
            return Optional.of(part.call());
        } catch (Exception e) {
            problems.add(OneLine.of(e));
            return Optional.empty();
        }
    }

    private void requireNoProblems() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }
}
