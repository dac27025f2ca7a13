package bft.server.config;

import bft.aggregation.AggregationRule;
import bft.aggregation.admission.policy.Filters;
import bft.aggregation.rules.Rules;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.Training;
import bft.server.model.InitialParameters;
import bft.server.optimiser.Optimiser;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ParameterLayout;
import bft.server.optimiser.Schedule;
import bft.server.session.Authenticator;
import bft.server.synchrony.Modes;
import bft.server.synchrony.Synchrony;
import bft.server.wire.WireSettings;
import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.config.OneLine;
import bft.worker.task.TaskOptions;
import bft.worker.wire.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The settings of a server as an operator writes them, on the command line or in a file, where the
 * names are the same without the dashes. {@link #toConfig} checks them all at once.
 */
public final class ServerOptions {
    private static final long MILLIS = 1_000_000;
    private static final long MAX_MILLIS = 30L * 24 * 3_600 * 1_000;

    @Option(names = "--job", defaultValue = "job", description = "Name of the job.")
    String job;

    @Option(
            names = "--workers",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = "n, how many workers have a vote.")
    Integer workers;

    @Option(
            names = "--byzantine",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = "f, how many of them may be Byzantine.")
    Integer byzantine;

    @Option(
            names = "--rule",
            description =
                    "Aggregation rule, such as krum, multi-krum:m=5, median, trimmed-mean. Default:"
                            + " multi-krum, and "
                            + Filters.DEFAULT_RULE
                            + " in modes async and ssp, where a filter's votes are too few for krum.")
    String rule;

    @Option(
            names = "--mode",
            defaultValue = "bsp",
            description =
                    "bsp: rounds of all workers on one version. backup:b=2: of the first n-b."
                            + " bundled:m=5: of the first m, stale ones too. async: each gradient"
                            + " is judged by a filter as it comes. ssp:s=3: the same, but no worker"
                            + " gets more than s pushes ahead of the (f+1)-th slowest.")
    String mode;

    @Option(
            names = "--filter",
            description =
                    "What judges gradients in modes async and ssp: kardam, votes, basgd, dynsgd,"
                            + " weighted-median, none, and their parameters, such as"
                            + " kardam:dampening=exponential,alpha=0.1. Default: kardam. In mode"
                            + " bundled dynsgd or none with a dampening.")
    String filter;

    @Option(
            names = "--max-staleness",
            paramLabel = "VERSIONS",
            description =
                    "How many versions old a gradient may be in modes async, ssp and bundled;"
                            + " in the first two so many versions are kept. Default: 2n.")
    Long maxStaleness;

    @Option(
            names = "--quorum",
            description =
                    "Gradients a round of mode bsp needs, n-f to n. Default: n-f. A round that closes"
                            + " with q takes the other n-q for faulty, and of the q it tolerates"
                            + " fewer than f if the rule needs more for f: 2f+3 for krum and"
                            + " multi-krum, 2f+1 for median and trimmed-mean. A quorum of that or"
                            + " more keeps f, and needs that many workers alive.")
    Integer quorum;

    @Option(
            names = "--grace",
            defaultValue = "2000",
            paramLabel = "MILLIS",
            description =
                    "How long a round with a quorum waits for the rest; not for those who let"
                            + " rounds wait in vain, until they vote in time again. Of filters only"
                            + " basgd waits, for a buffer that nobody fills.")
    long graceMillis;

    @Option(
            names = "--round-timeout",
            defaultValue = "60000",
            paramLabel = "MILLIS",
            description =
                    "The job ends when a round has no quorum after that; in modes async and ssp,"
                            + " when fewer than n-f workers are heard of in that time.")
    long roundMillis;

    @Option(
            names = "--start-timeout",
            defaultValue = "120000",
            paramLabel = "MILLIS",
            description = "The job ends when no quorum of workers has joined after that.")
    long startMillis;

    @Option(
            names = "--idle-timeout",
            defaultValue = "10000",
            paramLabel = "MILLIS",
            description =
                    "Rounds do not wait for a worker whose push or pull stands still so long; it"
                            + " counts all the same if it comes before --round-timeout.")
    long idleMillis;

    @Option(
            names = "--codecs",
            defaultValue = "float32,bfloat16",
            description = "How workers may send gradients: codecs separated by commas.")
    String codecs;

    @Option(
            names = "--drain-timeout",
            defaultValue = "5000",
            paramLabel = "MILLIS",
            description = "Longest wait at the end for workers to hear of it.")
    long drainMillis;

    @Option(
            names = "--optimiser",
            defaultValue = "sgd",
            description =
                    "sgd, momentum:beta=0.9, nesterov, adagrad, rmsprop, adam, adamw, yogi, lamb,"
                            + " lars, shampoo, lion or sign. bft optimisers lists their parameters.")
    String optimiser;

    @Option(
            names = "--layout",
            paramLabel = "SHAPES",
            description =
                    "Shapes of the model's tensors in their order, such as 784x100,100,100x10,10,"
                            + " with names or without, as in out=100x10: for lamb, lars and shampoo,"
                            + " and for workers to compare. Default: one tensor of all.")
    String layout;

    @Mixin TaskOptions task;

    @Option(
            names = "--rate",
            defaultValue = "0.1",
            description =
                    "Learning rate, or a schedule: constant, inverse-time, step, polynomial, cosine,"
                            + " such as step:rate=0.1,factor=0.5,every=100, and before it ramp,"
                            + " scale or warm-up: warm-up:k=8,steps=500,cosine:rate=0.1,steps=5000"
                            + " goes from one worker's rate to 8 times that. bft schedules lists"
                            + " them.")
    String rate;

    @Option(
            names = "--rounds",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = "Model versions to make.")
    Long rounds;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the job.")
    long seed;

    @Option(names = "--dimension", description = "d, parameters of the model, without --initial.")
    Long dimension;

    @Option(names = "--initial", paramLabel = "FILE", description = "Initial model, .npy.")
    Path initial;

    @Option(
            names = "--initial-scale",
            defaultValue = "0.01",
            description = "Without --initial, parameters are uniform between minus this and this.")
    double initialScale;

    @Mixin EndpointOptions endpoints;

    @Mixin TokenOptions tokens;
    @Mixin OutputOptions outputs;

    @Option(
            names = "--threads",
            description = "Threads that aggregate. Default: as many as there are cores.")
    Integer threads;

    @Option(
            names = "--event-loops",
            description =
                    "Threads that read and write for workers. Default: as many as there are cores.")
    Integer eventLoops;

    @Mixin StateOptions state;

    private final Set<String> problems = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();

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
        Optional<JobSettings> settings = jobSettings();
        Optional<Endpoints> listening = tried(endpoints::toEndpoints);
        Optional<ModelOutput> output = tried(outputs::toModelOutput);
        outputs.check(inputs(), problems::add);
        tried(() -> checkedMillis("idle-timeout", idleMillis));
        tried(() -> checkedMillis("drain-timeout", drainMillis));
        tried(this::state);
        Optional<Model> model = model(settings, memory);
        boolean noTokensYet = tokens.createTokens && settings.isEmpty();
        Optional<Authenticator> authenticator =
                noTokensYet ? Optional.empty() : tried(() -> authenticator(listening));
        Optional<Task> told = tried(() -> task.toTask().with(layout().tensors()));
        Optional<WireSettings> wire = settings.flatMap(s -> tried(() -> wire(s)));
        requireNoProblems();
        var config =
                tried(
                        () ->
                                new ServerConfig(
                                        job,
                                        settings.orElseThrow(),
                                        told.orElseThrow(),
                                        model.orElseThrow(),
                                        authenticator.orElseThrow(),
                                        listening.orElseThrow(),
                                        wire.orElseThrow(),
                                        output.orElseThrow(),
                                        drainMillis,
                                        orCores(threads)));
        requireNoProblems();
        return config.orElseThrow();
    }

    private WireSettings wire(JobSettings settings) {
        return new WireSettings(
                ServerConfig.limits(settings, idleMillis),
                Codecs.listed(codecs),
                orCores(eventLoops));
    }

    /** What should be mended and does not keep the server from starting. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** What the server writes. */
    public OutputOptions outputs() {
        return outputs;
    }

    /**
     * Where the job outlives the server; empty for nowhere.
     *
     * @throws IllegalArgumentException with the value and what is taken
     */
    public Optional<StateSettings> state() {
        return state.toSettings();
    }

    private Map<String, Path> inputs() {
        return initial == null ? Map.of() : Map.of("--initial", initial);
    }

    private Authenticator authenticator(Optional<Endpoints> listening) throws IOException {
        boolean isLoopback = listening.map(Endpoints::isLoopback).orElse(true);
        return tokens.authenticator(workers, isLoopback, warnings::add);
    }

    private Optional<JobSettings> jobSettings() {
        Optional<Schedule> schedule = tried(() -> Optimisers.schedule(rate));
        Optional<Optimiser> optimising =
                tried(() -> optimiser(schedule.orElse(new Schedule.Constant(1))));
        Optional<Synchrony> synchrony = tried(this::synchrony);
        boolean oneByOne = synchrony.map(Synchrony::isAsynchronous).orElse(false);
        Optional<AggregationRule> found = tried(() -> Rules.of(ruleOr(oneByOne), byzantine));
        Optional<Deadlines> deadlines =
                tried(
                        () ->
                                new Deadlines(
                                        nanos("start-timeout", startMillis),
                                        nanos("round-timeout", roundMillis)));
        Optional<Training> training =
                optimising.flatMap(o -> tried(() -> new Training(o, rounds, seed)));
        if (found.isEmpty() || synchrony.isEmpty() || deadlines.isEmpty() || training.isEmpty()) {
            return Optional.empty();
        }
        return tried(
                () ->
                        new JobSettings(
                                workers,
                                found.get(),
                                synchrony.get(),
                                Optional.ofNullable(filter),
                                training.get(),
                                deadlines.get()));
    }

    private Optimiser optimiser(Schedule schedule) {
        return Optimisers.of(optimiser, schedule).over(layout());
    }

    private ParameterLayout layout() {
        return layout == null ? ParameterLayout.WHOLE : ParameterLayout.parse(layout);
    }

    private Synchrony synchrony() {
        var limits =
                new Modes.Limits(
                        quorum == null ? OptionalInt.empty() : OptionalInt.of(quorum),
                        nanos("grace", graceMillis),
                        maxStaleness == null
                                ? OptionalLong.empty()
                                : OptionalLong.of(maxStaleness));
        return Modes.of(mode, workers, byzantine, limits);
    }

    private String ruleOr(boolean oneByOne) {
        if (rule != null) {
            return rule;
        }
        return oneByOne ? Filters.DEFAULT_RULE : "multi-krum";
    }

    private static long nanos(String name, long millis) {
        return checkedMillis(name, millis) * MILLIS;
    }

    private static long checkedMillis(String name, long millis) {
        if (millis < 0 || millis > MAX_MILLIS) {
            throw new IllegalArgumentException(
                    (name + " must be 0 to " + MAX_MILLIS)
                            + (" ms (30 days), got " + millis + " ms"));
        }
        return millis;
    }

    /** Takes no memory for the model before it is known that the job as a whole has enough. */
    private Optional<Model> model(Optional<JobSettings> settings, MemoryNeed.Limits memory) {
        Optional<Integer> d = tried(this::checkedDimension);
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
        return state.directory == null ? MemoryNeed.of(job, d) : MemoryNeed.ofSaved(job, d);
    }

    private int checkedDimension() throws IOException {
        if (initial != null) {
            return InitialParameters.dimensionOf(
                    initial, dimension == null ? OptionalLong.empty() : OptionalLong.of(dimension));
        }
        if (dimension == null) {
            throw new IllegalArgumentException("give --dimension, or --initial with an .npy file");
        }
        if (dimension < 1 || dimension > InitialParameters.MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    ("dimension must be 1 to " + InitialParameters.MAX_DIMENSION)
                            + (", got " + dimension));
        }
        return Math.toIntExact(dimension);
    }

    private float[] initialParameters(int d) throws IOException {
        return initial == null
                ? InitialParameters.uniform(d, initialScale, seed)
                : InitialParameters.read(initial);
    }

    private static int orCores(Integer threads) {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
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
