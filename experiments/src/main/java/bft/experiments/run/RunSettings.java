package bft.experiments.run;

import static bft.worker.config.Role.RUN;
import static bft.worker.config.Setting.of;
import static bft.worker.config.ValueType.count;
import static bft.worker.config.ValueType.duration;
import static bft.worker.config.ValueType.flag;
import static bft.worker.config.ValueType.number;
import static bft.worker.config.ValueType.oneOf;
import static bft.worker.config.ValueType.parsed;
import static bft.worker.config.ValueType.text;
import static bft.worker.config.ValueType.whole;

import bft.aggregation.Limits;
import bft.server.config.OutputSettings;
import bft.server.config.ServerSettings;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import bft.worker.settings.WorkerSettings;
import bft.worker.training.LocalMethods;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The settings that only a whole run has: attackers, measurements, engine and simulated conditions.
 */
public final class RunSettings {
    /** The value of a setting that is switched off. */
    public static final String NONE = "none";

    /** The settings declared here. */
    public static final SettingList LIST = new SettingList();

    public static final Setting<Integer> ATTACKERS =
            LIST.add(
                    of("attackers", count(0, Limits.LOCAL_WORKERS), RUN)
                            .or(
                                    "as many as byzantine",
                                    v -> v.get(ServerSettings.BYZANTINE).toString()),
                    "How many of the workers attack: the last ones.");

    public static final Setting<String> ATTACK =
            LIST.add(
                    of("attack", text("ATTACK"), RUN).or("sign-flip:scale=10"),
                    """
                    Which vectors the attackers send; bft attacks lists the attacks; none: the
                    gradients that they honestly computed.""");

    public static final Setting<String> BEHAVIOUR =
            LIST.add(
                    of("behaviour", text("BEHAVIOUR"), RUN).or(NONE),
                    """
                    When and how often the attackers send; bft behaviours lists the behaviours;
                    none: as honest workers do.""");

    public static final Setting<Long> EVAL_EVERY =
            LIST.add(
                    of("eval-every", whole(1, Long.MAX_VALUE), RUN)
                            .orInEpochs()
                            .or(
                                    "a twentieth of the rounds",
                                    v -> Long.toString(twentieth(v.get(ServerSettings.ROUNDS)))),
                    "Rounds between two measurements of the accuracy.");

    public static final Setting<Double> TARGET =
            LIST.add(
                    of("target", number("in (0, 1]", x -> x > 0 && x <= 1), RUN).or(0.9),
                    "The accuracy of which experiments tell after how many seconds it was measured.");

    public static final Setting<Double> HELD_OUT =
            LIST.add(
                    of("held-out", number("in [0, 0.5]", x -> x >= 0 && x <= 0.5), RUN).or(0),
                    """
                    Share of the test data that decides when to stop, by --stop-at and --patience, and takes
                    no part in the accuracies that are reported.""");

    public static final Setting<Double> STOP_AT =
            LIST.add(
                    of("stop-at", number("in (0, 1]", x -> x > 0 && x <= 1), RUN).orNone("never"),
                    """
                    Stop once this accuracy is measured, on the part of --held-out if there is one, else on
                    the test data.""");

    public static final Setting<Integer> PATIENCE =
            LIST.add(
                    of("patience", count(1, 1_000_000), RUN).orNone("endless"),
                    """
                    Stop after so many measurements in a row without a smaller loss on the part of
                    --held-out, which must then be above 0.""");

    public static final Setting<Duration> STOP_AFTER =
            LIST.add(
                    of("stop-after", duration(TimeUnit.SECONDS, Duration.ofDays(365)), RUN)
                            .orNone("never"),
                    """
                    Stop once the rounds have taken this time, such as 90s, 10min or 2h; virtual time in a
                    simulation.""");

    public static final Setting<Engine> ENGINE =
            LIST.add(
                    of("engine", oneOf("ENGINE", Engine.class), RUN)
                            .orNone("cluster for bft train, simulation for experiments")
                            .formerly("in-process"),
                    """
                    Which engine carries out the run. simulation: one thread and virtual time, the
                    same records every time. cluster: a server and workers in processes of their
                    own, over gRPC. loopback: the same in one process.""");

    public static final Setting<Boolean> RESTART =
            LIST.add(
                    of("restart", flag(), RUN).or(false),
                    """
                    On a cluster, restarts a worker that died, up to 5 times without a gradient in a
                    round; otherwise its death is only reported.""");

    public static final Setting<Distribution> COMPUTE =
            LIST.add(
                    time("compute")
                            .or(
                                    "1, or 1/k if a worker makes k local steps",
                                    v -> Double.toString(1.0 / gradientsEach(v))),
                    """
                    How long a worker takes for a gradient, of which local steps need several: seconds, exponential:mean=1,
                    log-normal:median=1,sigma=0.5, pareto:minimum=1,shape=1.5,
                    normal:mean=1,deviation=0.3; factors=3/1 makes worker 0 slower. This and the
                    settings below: in simulation only.""");

    public static final Setting<Distribution> DELAY =
            LIST.add(time("delay").or(0), "How long a message takes.");

    public static final Setting<Distribution> STEP =
            LIST.add(
                    time("step").or(0),
                    "How long the server takes to compute the next version from the gradients.");

    public static final Setting<Double> LOSS =
            LIST.add(
                    of("loss", number("in [0, 1)", x -> x >= 0 && x < 1), RUN).or(0),
                    """
                    Share of the messages that never arrive; a worker that waits for an answer asks
                    again after five seconds.""");

    public static final Setting<Optional<Distribution>> STALENESS =
            LIST.add(
                    of("staleness", parsed("DISTRIBUTION", RunSettings::staleness), RUN).or(NONE),
                    """
                    Staleness of each gradient in versions, drawn at random, with arrivals in
                    uniformly random order: d1 is N(6,2), d2 N(12,4), or any of the distributions
                    above.""");

    public static final Setting<String> FAULTS =
            LIST.add(
                    of("faults", text("FAULTS"), RUN).or(NONE),
                    """
                    crash:workers=3/4,at=10,for=5,pause:workers=0,at=2,for=1,partition:...; or
                    random:count=5,within=60,longest=10.""");

    public static final Setting<Long> GRADIENTS =
            LIST.add(
                    of("gradients", whole(1, Long.MAX_VALUE), RUN).orNone("no limit"),
                    """
                    Number of gradients after which the run ends, local steps included, if it has
                    not made all rounds before: to compare asynchronous runs, whose steps take
                    different numbers of gradients.""");

    /** The conditions that only a simulation can impose. */
    static final List<Setting<?>> CONDITIONS =
            List.of(COMPUTE, DELAY, STEP, LOSS, STALENESS, FAULTS, GRADIENTS);

    /** All settings of a run. */
    public static final SettingList ALL =
            SettingList.of(
                    RUN,
                    WorkerSettings.LIST,
                    ServerSettings.OF_JOB,
                    ServerSettings.LIST,
                    OutputSettings.LIST,
                    LIST);

    private RunSettings() {}

    private static Setting<Distribution> time(String name) {
        return of(name, parsed("DISTRIBUTION", Distribution::of), RUN);
    }

    private static Optional<Distribution> staleness(String text) {
        return text.equals(NONE) ? Optional.empty() : Optional.of(Distribution.of(text));
    }

    private static int gradientsEach(SettingValues values) {
        return LocalMethods.gradientsEach(values.get(WorkerSettings.LOCAL));
    }

    private static long twentieth(long rounds) {
        return Math.max(1, rounds / 20);
    }
}
