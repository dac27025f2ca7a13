package bft.worker.settings;

import static bft.worker.config.Role.RUN;
import static bft.worker.config.Role.SERVER;
import static bft.worker.config.Role.WORKER;
import static bft.worker.config.Setting.of;
import static bft.worker.config.ValueType.checked;
import static bft.worker.config.ValueType.count;
import static bft.worker.config.ValueType.duration;
import static bft.worker.config.ValueType.flag;
import static bft.worker.config.ValueType.oneOf;
import static bft.worker.config.ValueType.parsed;
import static bft.worker.config.ValueType.path;
import static bft.worker.config.ValueType.text;
import static bft.worker.config.ValueType.whole;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
import bft.worker.data.Partition;
import bft.worker.model.Models;
import bft.worker.training.Batches;
import bft.worker.training.HeldOut;
import bft.worker.training.LocalMethods;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of a worker and of its data. */
public final class WorkerSettings {
    private static final int MAX_PORT = 65_535;
    private static final Pattern ENDPOINT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]]+)):([0-9]{1,5})");

    /** All of them. */
    public static final SettingList LIST = new SettingList();

    public static final Setting<InetSocketAddress> SERVER_ADDRESS =
            LIST.add(
                    of("server", parsed("HOST:PORT", WorkerSettings::address), WORKER)
                            .requiredBy(WORKER),
                    "The parameter server, such as 127.0.0.1:7070 or [::1]:7070.");

    public static final Setting<Path> TOKEN_FILE =
            LIST.add(
                    of("token-file", path("FILE"), WORKER),
                    """
                    File with this worker's token. This, --token, or a certificate is required.""");

    public static final Setting<String> TOKEN =
            LIST.add(
                    of("token", text("TOKEN"), WORKER),
                    "The token itself. Other users of the machine may see it.");

    public static final Setting<Path> TLS_CA =
            LIST.add(
                    of("tls-ca", path("FILE"), WORKER, RUN),
                    """
                    Certificates (PEM) of whom may sign the server's. Turns TLS on, as do a token that has
                    the certificate and the options below.""");

    public static final Setting<Path> TLS_CERTIFICATE =
            LIST.add(
                    of("tls-certificate", path("FILE"), SERVER, WORKER, RUN),
                    """
                    Own certificate (PEM), with those that lead to its authority. A server that has one
                    speaks TLS 1.3 or 1.2. It is read again when it changes.""");

    public static final Setting<Path> TLS_KEY =
            LIST.add(
                    of("tls-key", path("FILE"), SERVER, WORKER, RUN),
                    "Private key (PEM, PKCS#8) of --tls-certificate.");

    public static final Setting<Boolean> TLS =
            LIST.add(
                    of("tls", flag(), WORKER).or(false),
                    "Use TLS; without --tls-ca the authorities of the Java installation sign.");

    public static final Setting<String> DATA =
            LIST.add(
                    of("data", text("NAME|PATH"), WORKER, RUN).or("built-in"),
                    """
                    Data set: built-in, mnist, fashion-mnist, cifar-10, spambase, a9a, phishing,
                    mushrooms, or a directory or file, with parameters as in own.csv:label=0,header=yes.""");

    public static final Setting<Path> DATA_DIR =
            LIST.add(
                    of("data-dir", path("DIR"), WORKER, RUN)
                            .or(
                                    "$BFT_DATA, else data",
                                    v -> System.getenv().getOrDefault("BFT_DATA", "data")),
                    "Where the files of named data sets are.");

    public static final Setting<String> MODEL =
            LIST.add(
                    of("model", checked("MODEL", Models::check), SERVER, WORKER, RUN).or("softmax"),
                    """
                    What workers train: linear, softmax, mlp:64-32, cnn, lenet, ... The server sends its model,
                    batch, sampling and local methods to its workers; a worker whose own options
                    contradict them stops.""");

    public static final Setting<Partition> PARTITION =
            LIST.add(
                    of("partition", parsed("PARTITION", Partition::of), WORKER, RUN).or("random"),
                    """
                    How the rows of the data are divided among workers: contiguous, round-robin, random,
                    overlapping:share=0.5, replicated (all rows for each), by-class:classes=2,
                    shards:each=2, dirichlet:alpha=0.1, similarity:gamma=0.5. With among=H the first H workers divide the rows, and each
                    other worker has all of them; with common=0.05 every worker has the same 5 % of all rows
                    besides its own.""");

    public static final Setting<Integer> BATCH =
            LIST.add(
                    of("batch", count(1, Batches.MAX_SIZE), SERVER, WORKER, RUN).or(32),
                    "Rows for one gradient.");

    public static final Setting<String> SAMPLING =
            LIST.add(
                    of(
                                    "sampling",
                                    checked("WAY", way -> Batches.check(way, 1)),
                                    SERVER,
                                    WORKER,
                                    RUN)
                            .orInEpochs()
                            .or(Batches.WITH_REPLACEMENT),
                    """
                    How the rows of a batch are drawn: with-replacement, or reshuffled, which uses every row
                    once before any row again. With factor=5,every=1000 the batch grows to five times its
                    size after every 1000 batches, in place of a rate that decays.""");

    public static final Setting<String> LOCAL =
            LIST.add(
                    of("local", checked("METHODS", LocalMethods::of), SERVER, WORKER, RUN)
                            .orInEpochs()
                            .or(LocalMethods.NONE),
                    """
                    What workers do with gradients before they send them, in the order given:
                    clip:norm=2,momentum:beta=0.9, local-steps:k=5 with the job's learning rate or
                    with rate=0.1, or none.""");

    public static final Setting<String> EVALUATION =
            LIST.add(
                    of("evaluation", checked("WAY", HeldOut.Plan::of), SERVER, WORKER, RUN)
                            .orInEpochs()
                            .or(HeldOut.Plan.NONE),
                    """
                    Whether workers measure the model on rows that they do not train on: none, or
                    held-out:share=0.1,every=10. The server shows the median and quartiles of what they
                    report, without the workers that it distrusts, and decides nothing by it.""");

    public static final Setting<GradientCodec> PULL_CODEC =
            LIST.add(
                    of("pull-codec", parsed("CODEC", Codecs::ofModels), WORKER)
                            .or(Codecs.FLOAT32.name()),
                    """
                    How models are received: float32; bfloat16 or float16 with half the bytes; or delta,
                    which is what has changed since the version before, without loss, and keeps a
                    second model. From a server that does not offer it they come in float32.""");

    public static final Setting<GradientCodec> CODEC =
            LIST.add(
                    of("codec", parsed("CODEC", Codecs::of), WORKER, RUN).or(Codecs.FLOAT32.name()),
                    """
                    How gradients are encoded: float32, or bfloat16 with half the bytes and 8 bits of
                    precision, int8, sign, ... The server must accept it.""");

    public static final Setting<Long> SEED =
            LIST.add(
                    of("seed", whole(Long.MIN_VALUE, Long.MAX_VALUE), SERVER, WORKER, RUN).or(0),
                    """
                    Seed of all random choices. A worker without one uses the job's. If the job has a task, a
                    worker's seed must be the job's.""");

    public static final Setting<Duration> GIVE_UP =
            LIST.add(
                    of("give-up", duration(TimeUnit.SECONDS, Duration.ofDays(1)), WORKER)
                            .or("180s"),
                    "How long to try to reach a lost server.");

    public static final Setting<LogLevel> LOG_LEVEL =
            LIST.add(
                    of("log-level", oneOf("LEVEL", LogLevel.class), WORKER).or(LogLevel.warn),
                    "error, warn, info, debug or trace; info logs each refusal.");

    /** Named as they are typed. */
    public enum LogLevel {
        error,
        warn,
        info,
        debug,
        trace
    }

    private WorkerSettings() {}

    /** Parses {@code host:port} and {@code [ipv6]:port}; the name is resolved later. */
    private static InetSocketAddress address(String text) {
        Matcher parts = ENDPOINT.matcher(text);
        if (parts.matches()) {
            int port = Integer.parseInt(parts.group(3));
            if (port >= 1 && port <= MAX_PORT) {
                String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
                return InetSocketAddress.createUnresolved(host, port);
            }
        }
        throw new IllegalArgumentException(
                "must be HOST:PORT or [IPV6]:PORT with a port in [1, %s], got '%s'"
                        .formatted(MAX_PORT, text));
    }
}
