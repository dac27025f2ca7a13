package bft.server.config;

import static bft.worker.config.Role.RUN;
import static bft.worker.config.Role.SERVER;
import static bft.worker.config.Setting.of;
import static bft.worker.config.ValueType.count;
import static bft.worker.config.ValueType.duration;
import static bft.worker.config.ValueType.flag;
import static bft.worker.config.ValueType.number;
import static bft.worker.config.ValueType.oneOf;
import static bft.worker.config.ValueType.parsed;
import static bft.worker.config.ValueType.path;
import static bft.worker.config.ValueType.text;
import static bft.worker.config.ValueType.whole;

import bft.aggregation.Limits;
import bft.aggregation.admission.policy.Filters;
import bft.server.model.InitialParameters;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.ParameterLayout;
import bft.server.optimiser.Schedule;
import bft.server.synchrony.Modes;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.config.Role;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import bft.worker.config.ValueType;
import bft.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a server does, and how aggregates become models. The file is long because each setting is
 * declared here and nowhere else.
 */
public final class ServerSettings {
    private static final int MAX_THREADS = 1024;
    private static final int MAX_PORT = 65_535;
    private static final ValueType<Duration> MILLIS =
            duration(TimeUnit.MILLISECONDS, Duration.ofDays(30));

    /** All of them. */
    public static final SettingList LIST = new SettingList();

    public static final Setting<String> JOB =
            LIST.add(of("job", text("NAME"), SERVER).or("job"), "Name of the job.");

    public static final Setting<Integer> WORKERS =
            LIST.add(
                    of("workers", count(1, Limits.WORKERS), SERVER, RUN)
                            .or(10)
                            .requiredBy(SERVER)
                            .formerly("n"),
                    "n, how many workers have a vote.");

    public static final Setting<Integer> BYZANTINE =
            LIST.add(
                    of("byzantine", count(0, Limits.WORKERS), SERVER, RUN)
                            .or(3)
                            .requiredBy(SERVER)
                            .formerly("f"),
                    "f, how many of them may be Byzantine.");

    public static final Setting<String> RULE =
            LIST.add(
                    of("rule", text("RULE"), SERVER, RUN)
                            .or(
                                    "multi-krum, and "
                                            + Filters.DEFAULT_RULE
                                            + " in modes async and ssp, where a filter's votes are too few for krum",
                                    ServerSettings::usualRule),
                    """
                    How the server aggregates, such as krum, multi-krum:m=5, median, trimmed-mean;
                    bft rules lists what there is.""");

    public static final Setting<String> MODE =
            LIST.add(
                    of("mode", text("MODE"), SERVER, RUN).or("bsp"),
                    """
                    Which gradients make a step. bsp: rounds of all workers on one version.
                    backup:b=2: of the first n-b. bundled:m=5: of the first m, stale ones too.
                    async: each gradient is judged by a filter as it comes. ssp:s=3: the same, but
                    no worker gets more than s pushes ahead of the (f+1)-th slowest.""");

    public static final Setting<String> FILTER =
            LIST.add(
                    of("filter", text("FILTER"), SERVER, RUN)
                            .orNone("kardam in modes async and ssp"),
                    """
                    What judges gradients in modes async and ssp: kardam, votes, basgd, dynsgd,
                    weighted-median, none, and their parameters, such as
                    kardam:dampening=exponential,alpha=0.1. In mode bundled dynsgd or none with a
                    dampening.""");

    public static final Setting<Long> MAX_STALENESS =
            LIST.add(
                    of("max-staleness", whole(0, Long.MAX_VALUE), SERVER, RUN).orNone("2n"),
                    """
                    How many versions old a gradient may be in modes async, ssp and bundled; in the
                    first two so many versions are kept.""");

    public static final Setting<Integer> QUORUM =
            LIST.add(
                    of("quorum", count(1, Limits.WORKERS), SERVER, RUN).orNone("n-f"),
                    """
                    Gradients a round of mode bsp needs, n-f to n. A round that closes with q takes
                    the other n-q for faulty, and of the q it tolerates fewer than f if the rule
                    needs more for f: 2f+3 for krum and multi-krum, 2f+1 for median and
                    trimmed-mean. A quorum of that or more keeps f, and needs that many workers
                    alive.""");

    public static final Setting<Duration> GRACE =
            LIST.add(
                    of("grace", MILLIS, SERVER, RUN).or("2s"),
                    """
                    How long a round with a quorum waits for the rest; not for those who let rounds
                    wait in vain, until they vote in time again. Of filters only basgd waits, for a
                    buffer that nobody fills.""");

    public static final Setting<Duration> ROUND_TIMEOUT =
            LIST.add(
                    of("round-timeout", MILLIS, SERVER, RUN).or("60s"),
                    """
                    The job ends when a round has no quorum after that; in modes async and ssp, when
                    fewer than n-f workers are heard of in that time.""");

    public static final Setting<Duration> START_TIMEOUT =
            LIST.add(
                    of("start-timeout", MILLIS, SERVER).or("120s"),
                    "The job ends when no quorum of workers has joined after that.");

    public static final Setting<Duration> IDLE_TIMEOUT =
            LIST.add(
                    of("idle-timeout", MILLIS, SERVER).or("10s"),
                    """
                    Rounds do not wait for a worker whose push or pull stands still so long; it
                    counts all the same if it comes before --round-timeout.""");

    public static final Setting<Duration> DRAIN_TIMEOUT =
            LIST.add(
                    of("drain-timeout", MILLIS, SERVER).or("5s"),
                    "Longest wait at the end for workers to hear of it.");

    public static final Setting<List<GradientCodec>> CODECS =
            LIST.add(
                    of("codecs", parsed("CODEC,...", Codecs::listed), SERVER)
                            .or("float32,bfloat16"),
                    "How workers may send gradients: codecs separated by commas.");

    public static final Setting<String> OPTIMISER =
            LIST.add(
                    of("optimiser", text("OPTIMISER"), SERVER, RUN).or("sgd"),
                    """
                    sgd, momentum:beta=0.9, nesterov, adagrad, rmsprop, adam, adamw, yogi, lamb,
                    lars, shampoo, lion or sign; bft optimisers lists their parameters.""");

    public static final Setting<Schedule> SCHEDULE =
            LIST.add(
                    of("schedule", parsed("SCHEDULE", Optimisers::schedule), SERVER, RUN)
                            .or("0.1")
                            .formerly("rate", "lr"),
                    """
                    Learning rate: a number, or such as step:rate=0.1,factor=0.5,every=100.
                    inverse-time, step, polynomial, cosine, and before one of them ramp, scale or
                    warm-up: warm-up:k=8,steps=500,cosine:rate=0.1,steps=5000 goes from one worker's
                    rate to 8 times that. bft schedules lists them.""");

    public static final Setting<ParameterLayout> LAYOUT =
            LIST.add(
                    of("layout", parsed("SHAPES", ParameterLayout::parse), SERVER)
                            .orNone("one tensor of all"),
                    """
                    Shapes of the model's tensors in their order, such as 784x100,100,100x10,10, with
                    names or without, as in out=100x10: for lamb, lars and shampoo, and for workers
                    to compare.""");

    public static final Setting<Long> ROUNDS =
            LIST.add(
                    of("rounds", whole(1, Long.MAX_VALUE), SERVER, RUN).or(200).requiredBy(SERVER),
                    "Model versions to make.");

    public static final Setting<Integer> DIMENSION =
            LIST.add(
                    of("dimension", count(1, InitialParameters.MAX_DIMENSION), SERVER)
                            .formerly("d"),
                    "d, parameters of the model, without --initial.");

    public static final Setting<Path> INITIAL =
            LIST.add(
                    of("initial", path("FILE"), SERVER, RUN),
                    "An .npy file with the parameters to begin with, as those of a run before.");

    public static final Setting<Double> INITIAL_SCALE =
            LIST.add(
                    of(
                                    "initial-scale",
                                    number(
                                            "a number in [0, 3.4028235E38]",
                                            x -> x >= 0 && x <= Float.MAX_VALUE),
                                    SERVER)
                            .or(0.01),
                    "Without --initial, parameters are uniform between minus this and this.");

    public static final Setting<String> HOST =
            LIST.add(
                    of("host", text("HOST"), SERVER).or("127.0.0.1"),
                    "Where workers connect: a name or an address, such as ::1.");

    public static final Setting<Integer> PORT =
            LIST.add(
                    of("port", count(0, MAX_PORT), SERVER).or(7070),
                    "Port for workers, 0: a free one.");

    public static final Setting<String> ADMIN_HOST =
            LIST.add(
                    of("admin-host", text("HOST"), SERVER).or("127.0.0.1"),
                    "For /metrics, /health.");

    public static final Setting<Integer> ADMIN_PORT =
            LIST.add(
                    of("admin-port", count(0, MAX_PORT), SERVER).or(7071),
                    "Port for /metrics and /health, 0: a free one.");

    public static final Setting<Boolean> ALLOW_REMOTE_PLAINTEXT =
            LIST.add(
                    of("allow-remote-plaintext", flag(), SERVER).or(false),
                    """
                    Listen on other hosts than loopback, where anyone on the way can read tokens and
                    vote as any worker.""");

    public static final Setting<Path> TOKENS =
            LIST.add(
                    of("tokens", path("DIR"), SERVER).requiredBy(SERVER),
                    "Directory with the files worker-0 to worker-(n-1) and observer.");

    public static final Setting<Boolean> CREATE_TOKENS =
            LIST.add(
                    of("create-tokens", flag(), SERVER).or(false),
                    "Make the tokens that are missing.");

    public static final Setting<Boolean> STRICT_TOKENS =
            LIST.add(
                    of("strict-tokens", flag(), SERVER).or(false),
                    """
                    Refuse token files that other users of this machine can read or change;
                    otherwise there is a warning, on loopback.""");

    public static final Setting<Path> MODEL_FILE =
            LIST.add(
                    of("model-file", path("FILE"), SERVER),
                    "Write the model, .npy; {version} in the name becomes its number.");

    public static final Setting<Long> SAVE_EVERY =
            LIST.add(
                    of("save-every", whole(0, Long.MAX_VALUE), SERVER).or(0),
                    "Write the model also each so many rounds; 0 for never.");

    public static final Setting<Path> ROUND_LOG =
            LIST.add(
                    of("round-log", path("FILE|-"), SERVER),
                    "A line of JSON for each round, - for standard output.");

    public static final Setting<Path> PORT_FILE =
            LIST.add(
                    of("port-file", path("FILE"), SERVER),
                    "Write both ports here once the server listens.");

    public static final Setting<Integer> THREADS =
            LIST.add(
                    of("threads", count(1, MAX_THREADS), SERVER)
                            .or("as many as there are cores", v -> cores()),
                    "Threads that aggregate.");

    public static final Setting<Integer> EVENT_LOOPS =
            LIST.add(
                    of("event-loops", count(1, MAX_THREADS), SERVER)
                            .or("as many as there are cores", v -> cores()),
                    "Threads that read and write for workers.");

    public static final Setting<Path> STATE_DIR =
            LIST.add(
                    of("state-dir", path("DIR"), SERVER),
                    """
                    Keep the whole state of the job in checkpoints here, and go on from the newest
                    at the next start. One job a directory.""");

    public static final Setting<CheckpointInterval> CHECKPOINT_EVERY =
            LIST.add(
                    of("checkpoint-every", parsed("ROUNDS|TIME", CheckpointInterval::parse), SERVER)
                            .or(1),
                    """
                    Write a checkpoint each so many rounds, or each 30s, 10m, 2h. With 1 workers
                    hear of a round only when it is on the disk, so that a crash costs nothing; with
                    R at most R-1 rounds.""");

    public static final Setting<Integer> KEEP_CHECKPOINTS =
            LIST.add(
                    of("keep-checkpoints", count(1, 10_000), SERVER).or(3),
                    "How many checkpoints are kept.");

    public static final Setting<OnStateError> ON_STATE_ERROR =
            LIST.add(
                    of("on-state-error", oneOf("continue|stop", OnStateError.class), SERVER)
                            .or(OnStateError.CONTINUE),
                    """
                    What to do when a checkpoint cannot be written: go on, try again and say so in
                    /health, metrics and log; or end the job.""");

    /** What a server does that cannot save its state. */
    enum OnStateError {
        CONTINUE,
        STOP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private ServerSettings() {}

    private static String usualRule(SettingValues values) {
        return Modes.isAsynchronous(values.get(MODE)) ? Filters.DEFAULT_RULE : "multi-krum";
    }

    private static String cores() {
        return Integer.toString(Runtime.getRuntime().availableProcessors());
    }

    /** All that a server is told. */
    public static SettingList ofServer() {
        return SettingList.of(Role.SERVER, LIST, WorkerSettings.LIST);
    }
}
