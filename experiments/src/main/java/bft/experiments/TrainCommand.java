package bft.experiments;

import bft.aggregation.admission.policy.Filters;
import bft.experiments.cluster.ClusterRun;
import bft.experiments.record.DataNotes;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Conditions;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.Learning;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.scenario.ScenarioFile;
import bft.experiments.scenario.Task;
import bft.server.model.NpyFile;
import bft.worker.codec.Codecs;
import bft.worker.codec.RuleFit;
import bft.worker.training.Batches;
import bft.worker.training.LocalMethods;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = {
            "Trains a model with a server and workers in processes of their own, some of them"
                    + " Byzantine.",
            "The last line is the accuracy on the test data: accuracy 0.9xxx. A run that fails ends"
                    + " with that of its newest model, and with none if that model is lost."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            defaultValue = "built-in",
            description =
                    "built-in, mnist, fashion-mnist, spambase, a9a, phishing, mushrooms, or a"
                            + " directory or file, with parameters as in own.csv:label=0,header=yes.")
    private String data;

    @Option(
            names = "--data-dir",
            defaultValue = "data",
            description = "Where the files of named data sets are.")
    private Path dataDirectory;

    @Option(
            names = "--model",
            defaultValue = "softmax",
            description = "linear, softmax, mlp:100, cnn, ...")
    private String model;

    @Option(
            names = "--partition",
            defaultValue = "random",
            description =
                    "contiguous, round-robin, random, overlapping:share=0.5, by-class:classes=2,"
                            + " dirichlet:alpha=0.1, similarity:gamma=0.5; each with among=H: the"
                            + " first H workers share the rows out, all others have every row.")
    private String partition;

    @Option(names = "--batch", defaultValue = "32", description = "Rows in a gradient.")
    private int batch;

    @Option(
            names = "--sampling",
            defaultValue = Batches.WITH_REPLACEMENT,
            description =
                    "How they are drawn: with-replacement, or reshuffled: all before any comes"
                            + " again.")
    private String sampling;

    @Option(
            names = "--local",
            defaultValue = LocalMethods.NONE,
            description =
                    "What workers do with gradients before they send them, in this order:"
                            + " clip:norm=2,momentum:beta=0.9, local-steps:k=5,rate=0.1, none.")
    private String local;

    @Option(
            names = "--codec",
            defaultValue = "float32",
            description =
                    "How gradients travel: float32, int8, top-k:share=0.01 ...; bft codecs lists"
                            + " what there is.")
    private String codec;

    @Option(names = "--workers", defaultValue = "11", description = "n, all workers.")
    private int workers;

    @Option(names = "--byzantine", defaultValue = "3", description = "How many of them attack.")
    private int byzantine;

    @Option(
            names = "--f",
            description = "How many the server is told may be Byzantine (default: as many).")
    private Integer f;

    @Option(
            names = "--attack",
            defaultValue = "sign-flip:scale=10",
            description = "What they send; bft attacks lists what there is; none: they are honest.")
    private String attack;

    @Option(
            names = "--behaviour",
            defaultValue = Cohort.PUNCTUAL,
            description = "When and how often they send it; bft attacks lists what there is.")
    private String behaviour;

    @Option(
            names = "--rule",
            showDefaultValue = Visibility.NEVER,
            description =
                    "How the server aggregates; bft rules lists what there is (default: multi-krum,"
                            + " in modes async and ssp "
                            + Filters.DEFAULT_RULE
                            + ").")
    private String rule;

    @Option(
            names = "--mode",
            defaultValue = Defence.ROUNDS,
            description =
                    "Which gradients make a step: bsp, backup:b=2, bundled:m=5, ssp:s=3, async.")
    private String mode;

    @Option(
            names = "--filter",
            defaultValue = "",
            showDefaultValue = Visibility.NEVER,
            description =
                    "What judges each gradient in modes async and ssp: kardam (the default), none,"
                            + " dynsgd, votes, basgd, kardam:dampening=exponential, ...")
    private String filter;

    @Option(
            names = "--max-staleness",
            defaultValue = "0",
            description = "Versions that a gradient may lie behind, 0 for the mode's own.")
    private long maxStaleness;

    @Option(names = "--rounds", defaultValue = "200", description = "Model updates.")
    private long rounds;

    @Option(
            names = {"--schedule", "--lr"},
            defaultValue = "0.1",
            description =
                    "Learning rate: a number, or such as step:rate=0.1,factor=0.5,every=100; bft"
                            + " schedules lists what there is.")
    private String schedule;

    @Option(
            names = "--optimiser",
            defaultValue = "sgd",
            description = "sgd, momentum:beta=0.9, ...; bft optimisers lists what there is.")
    private String optimiser;

    @Option(names = "--seed", defaultValue = "0", description = "Decides all that is random.")
    private long seed;

    @Option(
            names = "--eval-every",
            defaultValue = "50",
            description = "Rounds between two measurements of the accuracy.")
    private long evaluateEvery;

    @Option(
            names = "--out",
            showDefaultValue = Visibility.NEVER,
            description = "Directory for records and plot (default: runs/train-<time>).")
    private Path out;

    @Option(
            names = "--in-process",
            description = "The same without sockets, in one thread: the same records every time.")
    private boolean inProcess;

    @Mixin private ConditionsOptions conditions = new ConditionsOptions();

    @Option(
            names = "--restart",
            description =
                    "Starts a worker again that died, up to 5 times without a vote; else its death"
                            + " is only told.")
    private boolean restart;

    @Option(
            names = "--round-timeout",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "How long a round may wait for n-f gradients before training fails.")
    private int roundSeconds;

    @Option(
            names = "--initial",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description =
                    "An .npy file with the parameters to begin with, as those of a run before.")
    private Path initial;

    @Override
    public Integer call() throws Exception {
        Scenario scenario = scenario();
        var care = new ClusterRun.Care(restart, roundSeconds);
        LoadedScenario loaded = scenario.load();
        if (initial != null) {
            loaded = loaded.startingFrom(initialParameters(loaded.dimension()));
        }
        RuleFit.warning(scenario.defence().rule(), scenario.codec())
                .ifPresent(spec.commandLine().getErr()::println);
        Path directory = RunDirectory.create(Optional.ofNullable(out), "train");
        ScenarioFile.write(directory.resolve("scenario.json"), scenario);
        DataNotes.write(directory, loaded.dataNotes());
        var run = new TrainRun(loaded, directory, spec.commandLine());
        return run.run(inProcess ? Optional.empty() : Optional.of(care));
    }

    private float[] initialParameters(int dimension) throws IOException {
        float[] parameters = NpyFile.readVector(initial);
        if (parameters.length != dimension) {
            throw new IllegalArgumentException(
                    "--initial %s: %s parameters, the model has %s"
                            .formatted(initial, parameters.length, dimension));
        }
        for (int k = 0; k < parameters.length; k++) {
            if (!Float.isFinite(parameters[k])) {
                throw new IllegalArgumentException(
                        "--initial %s: parameters must be finite numbers, value %s is %s"
                                .formatted(initial, k, parameters[k]));
            }
        }
        return parameters;
    }

    private Scenario scenario() {
        var task = new Task(data, dataDirectory, model, partition, batch, sampling, local, codec);
        int declared = f == null ? byzantine : f;
        var cohort = Cohort.of(workers, byzantine, attack, behaviour);
        String dense = Defence.judgesEach(mode) ? Filters.DEFAULT_RULE : "multi-krum";
        String usual = RuleFit.usualRule(Codecs.of(codec)).orElse(dense);
        String chosen = rule == null ? usual : rule;
        var defence = new Defence(declared, chosen, mode, filter, maxStaleness);
        var learning = new Learning(optimiser, schedule, rounds, evaluateEvery);
        return new Scenario(task, cohort, defence, learning, simulated(), seed);
    }

    /** Real processes have real conditions. */
    private Conditions simulated() {
        Conditions imposed = conditions.conditions();
        if (!inProcess && !imposed.equals(Conditions.EQUAL)) {
            throw new IllegalArgumentException(
                    "speeds, delays, losses, faults and drawn staleness need --in-process");
        }
        return imposed;
    }
}
