package bft.worker;

import static bft.worker.settings.WorkerSettings.CODEC;
import static bft.worker.settings.WorkerSettings.DATA;
import static bft.worker.settings.WorkerSettings.DATA_DIR;
import static bft.worker.settings.WorkerSettings.GIVE_UP;
import static bft.worker.settings.WorkerSettings.LOG_LEVEL;
import static bft.worker.settings.WorkerSettings.PARTITION;
import static bft.worker.settings.WorkerSettings.PULL_CODEC;
import static bft.worker.settings.WorkerSettings.SEED;
import static bft.worker.settings.WorkerSettings.SERVER_ADDRESS;

import bft.worker.client.Access;
import bft.worker.client.CallException;
import bft.worker.client.ClientOptions;
import bft.worker.client.Computation;
import bft.worker.client.GrpcClient;
import bft.worker.client.ParameterClient;
import bft.worker.command.ExitCode;
import bft.worker.command.Failures;
import bft.worker.config.Role;
import bft.worker.config.SettingOptions;
import bft.worker.config.SettingValues;
import bft.worker.data.Datasets;
import bft.worker.data.Split;
import bft.worker.settings.WorkerSettings;
import bft.worker.settings.WorkerSettings.LogLevel;
import bft.worker.task.Assignment;
import bft.worker.task.TaskException;
import bft.worker.task.Tasks;
import bft.worker.wire.Contract;
import bft.worker.wire.JobPhase;
import bft.worker.wire.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.SocketAddress;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** An honest worker as a process. */
@Command(
        name = "bft-worker",
        showDefaultValues = true,
        sortOptions = false,
        description = {
            "Takes part in a job of a parameter server until the job ends.",
            "The server sends the task. If its job has none, the worker trains what --model and the"
                    + " options below it say, by default softmax on batches of 32. A worker whose options"
                    + " contradict the job's task stops with code 6."
        },
        exitCodeList = {
            "0:the job finished",
            "1:the job or this worker failed",
            "2:bad arguments, or a model that does not fit the job",
            "6:the job's task contradicts this worker's options, or the worker cannot do it",
            "7:the server refused this worker",
            "8:the server is lost, or broke the contract",
            "9:another process has connected with this worker's token"
        },
        footer = {
            "  ${COMMAND-FULL-NAME} --server 127.0.0.1:7070 --token-file tokens/worker-0",
        })
public final class WorkerMain implements Callable<Integer> {
    private static final long LEAVE_SECONDS = 2;
    private CommandSpec spec;
    private SettingOptions options;

    /** The command, for a program of several commands. */
    public WorkerMain() {}

    @Spec
    void declare(CommandSpec command) {
        spec = command;
        options = SettingOptions.withFile(command, Role.WORKER, WorkerSettings.LIST);
    }

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        System.exit(run(out, err, arguments));
    }

    /** The whole program except the end of the process; returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        var command = new CommandLine(new WorkerMain()).setOut(out).setErr(err);
        return new Failures(WorkerMain::exitCode).run(Failures.withDebug(command), arguments);
    }

    /** The exit code for what the server does to a worker; empty for other errors. */
    public static Optional<ExitCode> exitCode(Throwable error) {
        if (error instanceof TaskException) {
            return Optional.of(ExitCode.OTHER_TASK);
        }
        if (error instanceof CallException call) {
            ExitCode other = call.isTransient() ? ExitCode.SERVER_LOST : ExitCode.REFUSED;
            return Optional.of(call.isSlotTaken() ? ExitCode.TOKEN_IN_USE : other);
        }
        return Optional.empty();
    }

    @Override
    public Integer call() throws Exception {
        SettingValues values = options.values().checked();
        configureLogging(values.get(LOG_LEVEL));
        ClientOptions limits =
                ClientOptions.defaults()
                        .withGiveUpMillis(values.get(GIVE_UP).toMillis())
                        .withCodec(values.get(CODEC))
                        .withPullCodec(values.get(PULL_CODEC));
        InetSocketAddress server = values.get(SERVER_ADDRESS);
        var address = SocketAddress.inetSocketAddress(server.getPort(), server.getHostString());
        Access access = WorkerAccess.of(values, spec.commandLine().getErr());
        Vertx vertx = vertx();
        ExecutorService compute = Executors.newSingleThreadExecutor();
        try (GrpcClient client = new GrpcClient(vertx, address, access, limits)) {
            return work(client, values, compute);
        } finally {
            compute.shutdownNow();
            vertx.close();
        }
    }

    /** Learns the task, reads the data, and only then joins: from then on rounds wait for it. */
    private int work(ParameterClient client, SettingValues values, ExecutorService compute) {
        OptionalLong seed =
                values.has(SEED) ? OptionalLong.of(values.get(SEED)) : OptionalLong.empty();
        Task own = Tasks.chosen(values);
        Assignment assignment = Assignment.of(await(client.contract()), own, seed);
        Split split = Datasets.load(values.get(DATA), values.get(DATA_DIR), assignment.seed());
        Computation gradients = assignment.on(split, values.get(PARTITION), values.get(CODEC));
        Contract contract = await(client.join());
        Thread hook = new Thread(() -> leave(client));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            WorkerReport report = await(Worker.run(client, contract, gradients, compute));
            spec.commandLine()
                    .getOut()
                    .println("worker %s: %s".formatted(contract.worker(), report));
            boolean isDone = report.state() == JobPhase.FINISHED;
            return (isDone ? ExitCode.DONE : ExitCode.FAILED).code();
        } finally {
            forget(hook);
        }
    }

    /** Must run before any class that logs is loaded. */
    private static void configureLogging(LogLevel level) {
        System.setProperty("bft.log.level", level.name());
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "bft/worker/logback-worker.xml");
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
            // The hook is running already.
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
