package bft.server.config;

import static bft.worker.config.Role.RUN;
import static bft.worker.config.Role.SERVER;
import static bft.worker.config.Setting.of;
import static bft.worker.config.ValueType.checked;
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
import bft.server.lossy.LossyMode;
import bft.server.membership.Quarantine;
import bft.server.model.InitialParameters;
import bft.server.optimiser.ParameterLayout;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Schedules;
import bft.server.synchrony.Modes;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.codec.RuleFit;
import bft.worker.config.Role;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import bft.worker.config.ValueType;
import bft.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The settings of a job and of its training. */
public final class ServerSettings {
    private static final int MAX_THREADS = 1024;
    private static final ValueType<Duration> MILLIS =
            duration(TimeUnit.MILLISECONDS, Duration.ofDays(30));

    /** Those that decide which steps the job makes: a record of the job repeats them. */
    public static final SettingList OF_JOB = new SettingList();

    /** The others that stand here. */
    public static final SettingList LIST = new SettingList();

    public static final Setting<String> JOB =
            LIST.add(of("job", text("NAME"), SERVER).or("job"), "Name of the job.");

    public static final Setting<Integer> WORKERS =
            OF_JOB.add(
                    of("workers", count(1, Limits.WORKERS), SERVER, RUN)
                            .or(10)
                            .requiredBy(SERVER)
                            .formerly("n"),
                    "n, the number of workers.");

    public static final Setting<Integer> BYZANTINE =
            OF_JOB.add(
                    of("byzantine", count(0, Limits.WORKERS), SERVER, RUN)
                            .or(3)
                            .requiredBy(SERVER)
                            .formerly("f"),
                    "f, how many workers may be Byzantine.");

    public static final Setting<String> RULE =
            OF_JOB.add(
                    of("rule", text("RULE"), SERVER, RUN)
                            .or(
                                    "multi-krum, nnm,trimmed-mean if a codec sends few coordinates, "
                                            + LossyMode.DEFAULT_RULE
                                            + " with lossy missing, and "
                                            + Filters.DEFAULT_RULE
                                            + " in modes async and ssp, where a filter gives too few gradients for krum",
                                    ServerSettings::defaultRule),
                    """
                    Aggregation rule, such as krum, multi-krum:m=5, median, trimmed-mean; bft rules lists all.""");

    public static final Setting<String> MODE =
            OF_JOB.add(
                    of("mode", text("MODE"), SERVER, RUN).or("bsp"),
                    """
                    Which gradients make a step. bsp: rounds of all workers on one version. backup:b=2:
                    rounds of the first n-b. bundled:m=5: rounds of the first m, stale ones included.
                    async: a filter decides on each gradient as it arrives. ssp:s=3: the same with
                    staleness bound s: no worker gets more than s pushes ahead of the (f+1)-th slowest.""");

    public static final Setting<String> FILTER =
            OF_JOB.add(
                    of("filter", text("FILTER"), SERVER, RUN)
                            .orNone("kardam in modes async and ssp"),
                    """
                    Filter of gradients in modes async and ssp: kardam, votes, basgd, dynsgd,
                    weighted-median or none, with parameters, such as
                    kardam:dampening=exponential,alpha=0.1. Mode bundled takes dynsgd, or none with a
                    dampening.""");

    public static final Setting<Long> MAX_STALENESS =
            OF_JOB.add(
                    of("max-staleness", whole(0, Long.MAX_VALUE), SERVER, RUN).orNone("2n"),
                    """
                    How many versions old a gradient may be in modes async, ssp and bundled. In async and
                    ssp the server keeps that many versions.""");

    public static final Setting<Integer> QUORUM =
            OF_JOB.add(
                    of("quorum", count(1, Limits.WORKERS), SERVER, RUN).orNone("n-f"),
                    """
                    Gradients that a round of mode bsp needs, n-f to n. A round that closes with q gradients
                    counts the other n-q workers as faulty. Among the q it tolerates fewer than f faulty
                    ones if q is less than the rule needs for f: 2f+3 for krum and multi-krum, 2f+1 for
                    median and trimmed-mean. A larger quorum keeps the tolerance at f, but needs that
                    many live workers.""");

    public static final Setting<Duration> LIVENESS =
            LIST.add(
                    of("liveness", MILLIS, SERVER, RUN).or("10s"),
                    """
                    How long silence is normal. The other times derive from it unless they are given:
                    lower it on one machine, raise it on slow or distant links.""");

    public static final Setting<Tolerance> TOLERANCE =
            OF_JOB.add(
                    of("tolerance", oneOf("strict|present", Tolerance.class), SERVER, RUN)
                            .or(Tolerance.PRESENT),
                    """
                    What a round must tolerate to close. strict: the whole f among the gradients that are
                    present, so that its quorum is what the rule needs for f, and a job with fewer live
                    workers ends at --round-timeout. present: what the rule allows for as many as are
                    present, the missing workers counted as faulty.""");

    public static final Setting<Duration> GRACE =
            OF_JOB.add(
                    of("grace", MILLIS, SERVER, RUN)
                            .or("a fifth of --liveness", LimitSettings.part(1, 5)),
                    """
                    Grace period: how long a round with a quorum waits for the other workers. It does not
                    wait for workers that missed earlier rounds, until they submit in time again. Among
                    filters only basgd waits, for buffers that are still empty.""");

    public static final Setting<Duration> ROUND_TIMEOUT =
            OF_JOB.add(
                    of("round-timeout", MILLIS, SERVER, RUN)
                            .or(
                                    "6 times --liveness, and the time that two transfers of a large model take",
                                    ServerSettings::roundTimeout),
                    """
                    The job ends if a round has no quorum after this time; in modes async and ssp, if fewer
                    than n-f workers send anything in this time.""");

    public static final Setting<OnTooFew> ON_TOO_FEW =
            OF_JOB.add(
                    of("on-too-few", oneOf("stop|wait", OnTooFew.class), SERVER).or(OnTooFew.STOP),
                    """
                    What to do when --round-timeout has passed because too few workers take part: stop
                    the job, or wait for more and report it in /health, metrics and log.""");

    public static final Setting<Integer> ELASTIC =
            OF_JOB.add(
                    of("elastic", count(1, Limits.WORKERS), SERVER).orNone("n is fixed"),
                    """
                    Let n vary from this number to --workers: a worker becomes a member when it joins,
                    and stops being one when it leaves. f stays the same, so the rule must allow it for
                    the smallest n. A worker that vanishes without leaving stays a member and counts as
                    faulty.""");

    public static final Setting<Boolean> CHECK_COPIES =
            OF_JOB.add(
                    of("check-copies", flag(), SERVER, RUN).or(false),
                    """
                    Name gradients that nearly repeat another worker's or an older one of the same worker,
                    in the round log, audit log, page and metrics. It changes no weight. Workers that share
                    their batches are named too. Costs 2 ms a worker for a million parameters.""");

    public static final Setting<Quarantine> QUARANTINE =
            OF_JOB.add(
                    of("quarantine", parsed("K[,return=TIME]", Quarantine::parse), SERVER)
                            .or("off"),
                    """
                    Quarantine a worker after K provable faults: its gradients do not count, and it counts
                    as one of the f faulty workers, until the time has passed, as in 3,return=10min, or
                    until the operator readmits it. A provable fault is a malformed push, another
                    dimension or a value that is not finite. At most f workers are in quarantine.""");

    public static final Setting<Duration> START_TIMEOUT =
            OF_JOB.add(
                    of("start-timeout", MILLIS, SERVER, RUN)
                            .or("12 times --liveness", LimitSettings.part(12, 1)),
                    "The job ends if no quorum of workers has joined after this time.");

    public static final Setting<Duration> IDLE_TIMEOUT =
            LIST.add(
                    of("idle-timeout", MILLIS, SERVER).or("--liveness", LimitSettings.part(1, 1)),
                    """
                    Rounds stop waiting for a worker whose push or pull makes no progress for this time. Its
                    gradient still counts if it arrives before --round-timeout.""");

    public static final Setting<Duration> DRAIN_TIMEOUT =
            LIST.add(
                    of("drain-timeout", MILLIS, SERVER)
                            .or("half of --liveness", LimitSettings.part(1, 2)),
                    "Longest wait at the end of the job until all workers are notified.");

    public static final Setting<List<GradientCodec>> CODECS =
            LIST.add(
                    of("codecs", parsed("CODEC,...", Codecs::listed), SERVER)
                            .or("float32,bfloat16"),
                    "Codecs that workers may send gradients with, separated by commas.");

    public static final Setting<LossyMode> LOSSY =
            OF_JOB.add(
                    of("lossy", parsed("MODE", LossyMode::parse), SERVER, RUN).orNone("off"),
                    """
                    Lets workers send gradients over UDP, on the number of --port, and does without what is
                    lost. missing: the rule leaves out coordinates that never came (finite-trimmed-mean,
                    finite-median and finite-mean can). zero: they are 0, for any rule. With
                    parameters, such as missing:tail=50,bytes=1200,plain=no: milliseconds to wait for late
                    datagrams, the length of the longest one, and whether gradients may be readable
                    on the network in spite of TLS.""");

    public static final Setting<String> OPTIMISER =
            OF_JOB.add(
                    of("optimiser", text("OPTIMISER"), SERVER, RUN).or("sgd"),
                    """
                    sgd, momentum:beta=0.9, nesterov, adagrad, rmsprop, adam, adamw, yogi, lamb,
                    lars, shampoo, lion or sign; bft optimisers lists their parameters.""");

    public static final Setting<String> FEDERATED =
            LIST.add(
                    of("federated", checked("METHOD", FederatedMethods::of), SERVER, RUN)
                            .orInEpochs()
                            .orNone("none"),
                    """
                    A federated or low-communication method by name, with parameters, such as fedavg:k=5,
                    fedprox:mu=0.1 or diloco:k=50: it chooses local, optimiser and schedule (async-diloco
                    also mode) where they are not given. bft federated-methods lists all.""");

    public static final Setting<Schedule> SCHEDULE =
            OF_JOB.add(
                    of("schedule", parsed("SCHEDULE", Schedules::of), SERVER, RUN)
                            .or("0.1")
                            .orInEpochs()
                            .formerly("rate", "lr"),
                    """
                    Learning rate: a number or a schedule, such as step:rate=0.1,factor=0.5,every=100.
                    Schedules are inverse-time, step, polynomial and cosine, optionally preceded by ramp,
                    scale or warm-up: warm-up:k=8,steps=500,cosine:rate=0.1,steps=5000 grows from one
                    worker's rate to 8 times that rate. bft schedules lists all.""");

    public static final Setting<ParameterLayout> LAYOUT =
            OF_JOB.add(
                    of("layout", parsed("SHAPES", ParameterLayout::parse), SERVER)
                            .orNone("one tensor of all"),
                    """
                    Shapes of the model's tensors in order, such as 784x100,100,100x10,10, optionally with
                    names, as in out=100x10. lamb, lars and shampoo need it, and workers compare it with
                    their model.""");

    public static final Setting<Long> ROUNDS =
            OF_JOB.add(
                    of("rounds", whole(1, Long.MAX_VALUE), SERVER, RUN)
                            .orInEpochs()
                            .or(200)
                            .requiredBy(SERVER),
                    """
                    Number of model versions to make. Here, in schedules, and where else rounds are counted, a
                    length may be in epochs: 3epochs, 0.5epoch.""");

    public static final Setting<Long> EPOCH =
            LIST.add(
                    of("epoch", whole(1, Long.MAX_VALUE), SERVER, RUN)
                            .orNone("bft train and experiments count it from the data"),
                    """
                    Rounds in an epoch: in these, workers go over their own rows once, on average.""");

    public static final Setting<Integer> DIMENSION =
            LIST.add(
                    of("dimension", count(1, InitialParameters.MAX_DIMENSION), SERVER)
                            .formerly("d"),
                    "d, parameters of the model, without --initial.");

    public static final Setting<Path> INITIAL =
            LIST.add(
                    of("initial", path("FILE"), SERVER, RUN),
                    "An .npy file with the initial parameters, for example those of an earlier run.");

    public static final Setting<Double> INITIAL_SCALE =
            LIST.add(
                    of(
                                    "initial-scale",
                                    number(
                                            "a number in [0, 3.4028235E38]",
                                            x -> x >= 0 && x <= Float.MAX_VALUE),
                                    SERVER)
                            .or(0.01),
                    "Without --initial, initial parameters are uniform between minus this and this.");

    public static final Setting<Integer> THREADS =
            LIST.add(
                    of("threads", count(1, MAX_THREADS), SERVER)
                            .or("the number of cores", v -> cores()),
                    "Number of threads that aggregate.");

    public static final Setting<Integer> EVENT_LOOPS =
            LIST.add(
                    of("event-loops", count(1, MAX_THREADS), SERVER)
                            .or("the number of cores", v -> cores()),
                    "Number of threads that read from and write to workers.");

    /** What a round must tolerate to close. */
    public enum Tolerance {
        STRICT,
        PRESENT
    }

    /** What a job does if too few workers take part. */
    enum OnTooFew {
        STOP,
        WAIT
    }

    private ServerSettings() {}

    private static String defaultRule(SettingValues values) {
        List<GradientCodec> codecs = new ArrayList<>(values.get(CODECS));
        codecs.add(values.get(WorkerSettings.CODEC));
        if (Modes.isAsynchronous(values.get(MODE))) {
            return Filters.DEFAULT_RULE;
        }
        return values.find(LOSSY).filter(mode -> !mode.isZero()).isPresent()
                ? LossyMode.DEFAULT_RULE
                : RuleFit.defaultRule(codecs);
    }

    private static String roundTimeout(SettingValues values) {
        long bytes = 2L * Float.BYTES * values.find(DIMENSION).orElse(0);
        long seconds = bytes / values.get(LimitSettings.MIN_BYTES_PER_SECOND);
        return LimitSettings.text(
                LimitSettings.millis(values, 6, 1) + TimeUnit.SECONDS.toMillis(seconds));
    }

    private static String cores() {
        return Integer.toString(Runtime.getRuntime().availableProcessors());
    }

    /** All settings of a server. */
    public static SettingList ofServer() {
        return SettingList.of(
                Role.SERVER,
                OF_JOB,
                LIST,
                PortSettings.LIST,
                OutputSettings.LIST,
                LimitSettings.LIST,
                WorkerSettings.LIST);
    }
}
