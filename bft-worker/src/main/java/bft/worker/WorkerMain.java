package bft.worker;

import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.client.ParameterClient;
import bft.worker.codec.Codecs;
import bft.worker.config.OneLine;
import bft.worker.data.Datasets;
import bft.worker.data.Partition;
import bft.worker.data.Split;
import bft.worker.task.Assignment;
import bft.worker.task.TaskOptions;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import bft.worker.wire.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** An honest worker as a process. */
@Command(
        name = "bft-worker",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = {
            "Takes part in a job of a parameter server until the job ends.",
            "The server tells the task; a worker of a job without one trains what --model and the"
                    + " options below it say, or softmax on batches of 32. A worker that insists on"
                    + " something else than the job's task stops with code 6."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the job finished",
            "1:the job failed, or this worker did",
            "2:bad arguments, or a model that does not fit the job",
            "3:the server refused this worker",
            "4:the server is gone, or broke the contract",
            "5:another process has connected with this worker's token",
            "6:the job's task is not what this worker's options say, or one that it cannot do"
        })
public final class WorkerMain implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final long LEAVE_SECONDS = 2;
    private static final int MAX_PORT = 65_535;
    private static final Pattern ENDPOINT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]]+)):([0-9]{1,5})");

    @Spec private CommandSpec spec;

    @Option(
            names = "--server",
            required = true,
            paramLabel = "HOST:PORT",
            description = "The parameter server.")
    private String server;

    @ArgGroup(multiplicity = "1")
    private Token token;

    @Option(
            names = "--data",
            paramLabel = "NAME|PATH",
            defaultValue = "built-in",
            description =
                    "Data set, or a directory or file with one, with parameters as in"
                            + " own.csv:label=0,header=yes.")
    private String data;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where the files of named data sets are.")
    private Path dataDirectory;

    @Option(
            names = "--partition",
            defaultValue = "random",
            converter = PartitionConverter.class,
            description =
                    "contiguous, round-robin, random, overlapping:share=0.5, by-class:classes=2,"
                            + " dirichlet:alpha=0.1 or similarity:gamma=0.5: which rows are this"
                            + " worker's.")
    private Partition partition;

    @Mixin private TaskOptions task;

    @Option(
            names = "--codec",
            defaultValue = "float32",
            description =
                    "How gradients travel: float32, or bfloat16 with half the bytes and 8 bits of"
                            + " precision. The server must take it.")
    private String codec;

    @Option(
            names = "--seed",
            description =
                    "Draws partition, batches and built-in data, where the job has no task; else it must"
                            + " be the job's. Default: the job's seed.")
    private Long seed;

    @Option(
            names = "--give-up",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "How long to look for a server that is lost, 0 to 86400.")
    private long giveUpSeconds;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "warn",
            description = "${COMPLETION-CANDIDATES}; info tells of each refusal.")
    private LogLevel logLevel;

    /** Names as they are typed. */
    private enum LogLevel {
        error,
        warn,
        info,
        debug,
        trace
    }

    /** Where the token comes from. */
    private static final class Token {
        @Option(
                names = "--token-file",
                required = true,
                paramLabel = "FILE",
                description = "File with this worker's token.")
        private Path file;

        @Option(
                names = "--token",
                required = true,
                description = "The token itself; other users of the machine may see it.")
        private String text;
    }

    private WorkerMain() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        System.exit(run(out, err, arguments));
    }

    @Option(names = "--debug", description = "Shows with an error the calls that led to it.")
    private boolean debug;

    /** The whole program but for the end of the process; returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        var main = new WorkerMain();
        var command = new CommandLine(main).setOut(out).setErr(err);
        command.setExecutionExceptionHandler(
                (error, spec, parsed) -> new Failure(error).tell(err, main.debug));
        command.setParameterExceptionHandler(
                (error, given) -> new Failure(error).tell(err, main.debug));
        try {
            return command.execute(arguments);
        } catch (OutOfMemoryError | LinkageError | StackOverflowError | InternalError e) {
            return new Failure(e).tell(err, main.debug);
        }
    }

    @Override
    public Integer call() throws Exception {
        configureLogging();
        SocketAddress address = address();
        Task own = task.toTask();
        requireIn("--give-up", giveUpSeconds, 0, TimeUnit.DAYS.toSeconds(1));
        ClientOptions options =
                ClientOptions.defaults().withGiveUpMillis(TimeUnit.SECONDS.toMillis(giveUpSeconds));
        if (codec != null) {
            options = options.withCodec(Codecs.of(codec));
        }
        String secret = readToken();
        Vertx vertx = vertx();
        ExecutorService compute = Executors.newSingleThreadExecutor();
        try (GrpcClient client = new GrpcClient(vertx, address, secret, options)) {
            return work(client, own, compute);
        } finally {
            compute.shutdownNow();
            vertx.close();
        }
    }

    /** Learns the task, reads the data, and only then joins: from then on rounds wait for it. */
    private int work(ParameterClient client, Task own, ExecutorService compute) {
        OptionalLong ownSeed = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
        Assignment assignment = Assignment.of(await(client.contract()), own, ownSeed);
        Split split = Datasets.load(data, dataDirectory, assignment.seed());
        Computation gradients = assignment.on(split, partition, Codecs.of(codec));
        Contract contract = await(client.join());
        Thread hook = new Thread(() -> leave(client));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            WorkerReport report = await(Worker.run(client, contract, gradients, compute));
            spec.commandLine()
                    .getOut()
                    .println("worker %s: %s".formatted(contract.worker(), report));
            return report.state() == JobPhase.FINISHED ? 0 : FAILED;
        } finally {
            forget(hook);
        }
    }

    /** Before anything that logs is loaded, so {@code --server} is not converted earlier. */
    private void configureLogging() {
        System.setProperty("bft.log.level", logLevel.name());
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "bft/worker/logback-worker.xml");
        }
    }

    /** Reads {@code host:port} and {@code [ipv6]:port}. */
    private SocketAddress address() {
        Matcher parts = ENDPOINT.matcher(server);
        if (parts.matches()) {
            int port = Integer.parseInt(parts.group(3));
            if (port >= 1 && port <= MAX_PORT) {
                String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
                return SocketAddress.inetSocketAddress(port, host);
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "--server must be HOST:PORT or [IPV6]:PORT with a port in [1, %s], got '%s'"
                        .formatted(MAX_PORT, server));
    }

    private String readToken() {
        if (token.file == null) {
            return token.text;
        }
        try {
            return TokenFile.read(token.file, spec.commandLine().getErr());
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "cannot read the token file: " + OneLine.of(e), e);
        }
    }

    private void requireIn(String option, long value, long from, long to) {
        if (value < from || value > to) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s must be in [%s, %s], got %s".formatted(option, from, to, value));
        }
    }

    private static Vertx vertx() {
        return Vertx.vertx(
                new VertxOptions()
                        .setEventLoopPoolSize(1)
                        .setFileSystemOptions(
                                new FileSystemOptions()
                                        .setFileCachingEnabled(false)
                                        .setClassPathResolvingEnabled(false)));
    }

    private static void leave(ParameterClient client) {
        client.leave()
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, LEAVE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(gone -> null)
                .join();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is at work already.
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Reads the name of a partition. */
    static final class PartitionConverter implements ITypeConverter<Partition> {
        @Override
        public Partition convert(String text) {
            try {
                return Partition.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
