package bft.server;

import bft.server.config.ConfigFile;
import bft.server.config.ServerConfig;
import bft.server.config.ServerOptions;
import bft.server.metrics.RoundLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Unmatched;

/** A server as a process. */
@Command(
        name = "bft-server",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Serves one training job to n workers of whom f may be Byzantine.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the job finished, or was stopped by SIGTERM with its model written",
            "1:a port or a file could not be had",
            "2:a bad value, each named with its limit",
            "3:the job failed: the message says why, the last model is written"
        })
public final class ServerMain implements Callable<Integer> {
    private static final int FINISHED = 0;
    private static final int NO_SERVER = 1;
    private static final int BAD_VALUE = 2;
    private static final int JOB_FAILED = 3;
    private static final long STOP_SECONDS = 20;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with settings by name; flags win over it.")
    private Path config;

    @Mixin private ServerOptions options;

    @Option(
            names = "--round-log",
            paramLabel = "FILE|-",
            description = "A line of JSON for each round, - for standard output.")
    private String roundLog;

    @Option(
            names = "--port-file",
            paramLabel = "FILE",
            description = "Write both ports here once the server listens.")
    private Path portFile;

    private volatile boolean ended;

    public static void main(String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-server.xml");
        }
        System.exit(execute(args));
    }

    private static int execute(String[] args) {
        var command = new CommandLine(new ServerMain());
        var first = new ConfigOption();
        try {
            new CommandLine(first).parseArgs(args);
            if (first.file != null) {
                command.setDefaultValueProvider(
                        ConfigFile.read(first.file, command.getCommandSpec()));
            }
        } catch (IllegalArgumentException | ParameterException e) {
            System.err.println("bft-server: " + e.getMessage());
            return BAD_VALUE;
        }
        return command.execute(args);
    }

    /** Read before all others, which take their defaults from the file. */
    @Command
    private static final class ConfigOption {
        @Option(names = "--config")
        private Path file;

        @Unmatched private List<String> others;
    }

    @Override
    public Integer call() {
        ServerConfig checked;
        try {
            checked = options.toConfig();
        } catch (IllegalArgumentException e) {
            e.getMessage().lines().forEach(line -> System.err.println("bft-server: " + line));
            return BAD_VALUE;
        }
        var files = new FileSystemOptions().setFileCachingEnabled(false);
        Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(files));
        try (Writer out = openRoundLog();
                var log = new RoundLog(out)) {
            return run(vertx, checked, log);
        } catch (IOException | CompletionException e) {
            System.err.println("bft-server: " + e.getMessage());
            return NO_SERVER;
        } finally {
            join(vertx.close());
        }
    }

    private int run(Vertx vertx, ServerConfig checked, RoundLog log) throws IOException {
        ParameterServer server = join(ParameterServer.start(vertx, checked, log));
        var stopper = new Thread(() -> stop(server), "bft-stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        if (portFile != null) {
            Files.writeString(portFile, server.port() + " " + server.adminPort() + "\n");
        }
        Logger logger = LoggerFactory.getLogger(ServerMain.class);
        try {
            long version = join(server.finished()).version();
            logger.info("{} finished at version {}", checked.name(), version);
            return FINISHED;
        } catch (JobFailedException e) {
            logger.error("{} ended early: {}", checked.name(), e.getMessage());
            return JOB_FAILED;
        } finally {
            ended = true;
            join(server.close());
        }
    }

    /** On SIGTERM: ends the job, waits until the model is written, and ends the process with 0. */
    private void stop(ParameterServer server) {
        if (ended) {
            return;
        }
        server.end("stopped by a signal");
        try {
            server.finished()
                    .mapEmpty()
                    .recover(ServerMain::unlessJobFailed)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(STOP_SECONDS, TimeUnit.SECONDS)
                    .join();
            Runtime.getRuntime().halt(FINISHED);
        } catch (CompletionException e) {
            Runtime.getRuntime().halt(NO_SERVER);
        }
    }

    private static Future<Object> unlessJobFailed(Throwable error) {
        return error instanceof JobFailedException
                ? Future.succeededFuture()
                : Future.failedFuture(error);
    }

    private Writer openRoundLog() throws IOException {
        if (roundLog == null) {
            return Writer.nullWriter();
        }
        if (roundLog.equals("-")) {
            return new OutputStreamWriter(System.out, StandardCharsets.UTF_8);
        }
        return new OutputStreamWriter(new FileOutputStream(roundLog), StandardCharsets.UTF_8);
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof JobFailedException failed ? failed : e;
        }
    }
}
