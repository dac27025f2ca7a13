package bft.server;

import bft.server.checkpoint.StateDirectory;
import bft.server.config.OutputSettings;
import bft.server.config.ServerConfig;
import bft.server.config.StateSettings;
import bft.server.core.JobEnd;
import bft.server.files.WholeFile;
import bft.worker.command.ExitCode;
import bft.worker.config.OneLine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one server process: starts the server, writes the requested files, ends it when the
 * job ends or a signal arrives, and reports the outcome.
 */
final class ServerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerMain.class);
    private static final String SIGNAL = "stopped by a signal";
    private static final Set<String> IN_ORDER = Set.of(SIGNAL, ParameterServer.STOPPED_BY_OPERATOR);

    /** Time for writing the last model after the workers are notified. */
    private static final long SAVE_SECONDS = 60;

    private final ServerConfig config;
    private final Optional<StateSettings> state;
    private final OutputSettings outputs;
    private final List<String> facts;
    private final Map<String, String> job;
    private final Vertx vertx;
    private final CompletableFuture<ParameterServer> serving = new CompletableFuture<>();
    private final CompletableFuture<ExitCode> ended = new CompletableFuture<>();

    /**
     * @param facts for the log
     * @param job its settings, as a user writes them
     */
    ServerProcess(
            ServerConfig config,
            Optional<StateSettings> state,
            OutputSettings outputs,
            List<String> facts,
            Map<String, String> job) {
        this.config = config;
        this.state = state;
        this.outputs = outputs;
        this.facts = List.copyOf(facts);
        this.job = job;
        // Neither needs a directory for temporary files, and that directory may be read-only.
        var files =
                new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false);
        this.vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(files));
    }

    /**
     * Runs until the job ends.
     *
     * @throws IOException if a log cannot be opened
     * @throws bft.server.checkpoint.StateException if the job cannot continue from its state
     * @throws bft.server.config.PortException if a port cannot be opened
     */
    ExitCode run() throws IOException {
        ExitCode code = ExitCode.FAILED;
        Optional<StateDirectory> saved = state.map(where -> StateDirectory.open(where, config));
        try {
            saved.ifPresent(this::logStartingPoint);
            Consumer<String> stop = why -> serving.thenAccept(server -> server.end(why));
            code = serve(saved, ServerLogs.open(config, outputs, job, saved, stop));
            return code;
        } finally {
            saved.ifPresent(StateDirectory::close);
            ended.complete(code);
        }
    }

    private void logStartingPoint(StateDirectory saved) {
        StateSettings where = state.orElseThrow();
        String from = saved.version() < 0 ? "begins" : "goes on from version " + saved.version();
        LOG.info(
                "{} {}, saved in {}: {}",
                config.name(),
                from,
                where.directory(),
                where.every().loss());
    }

    private ExitCode serve(Optional<StateDirectory> saved, ServerLogs logs) {
        List<String> lost = new ArrayList<>();
        Optional<JobEnd> end;
        long modelsLost;
        try {
            ParameterServer server =
                    join(ParameterServer.start(vertx, config, saved, logs.listeners()));
            serving.complete(server);
            facts.forEach(LOG::info);
            logs.begin();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "bft-stop"));
            writePorts(server).ifPresent(lost::add);
            end = outcome(server, lost);
            join(server.close());
            modelsLost = server.modelsLost();
            server.unsaved().ifPresent(lost::add);
        } finally {
            lost.addAll(logs.close());
        }
        if (modelsLost > 0) {
            lost.add(modelsLost + " intermediate models were not written");
        }
        return report(end, lost);
    }

    /** Why the ports could not be written, if so; then the job is useless and ends. */
    private Optional<String> writePorts(ParameterServer server) {
        Optional<Path> file = outputs.portFile();
        try {
            if (file.isPresent()) {
                String ports = server.port() + " " + server.adminPort() + "\n";
                WholeFile.writeText(file.get(), ports);
            }
            return Optional.empty();
        } catch (IOException e) {
            server.end("the port file could not be written");
            return Optional.of("port file " + OneLine.of(e));
        }
    }

    /** How the job ended before its time; empty if it finished. */
    private static Optional<JobEnd> outcome(ParameterServer server, List<String> lost) {
        try {
            join(server.finished());
            return Optional.empty();
        } catch (ModelNotWrittenException e) {
            lost.add(e.getMessage());
            return Optional.of(e.end()).filter(end -> !end.isFinished());
        } catch (JobFailedException e) {
            return Optional.of(e.end());
        }
    }

    /** Reports lost output before the job's end, so that a failure is always the last line. */
    private ExitCode report(Optional<JobEnd> early, List<String> lost) {
        if (early.isEmpty()) {
            LOG.info("{} finished at version {}", config.name(), config.job().training().rounds());
        }
        lost.forEach(line -> LOG.error("not written in full: {}", line));
        early.ifPresent(end -> LOG.error("{} ended early: {}", config.name(), end.message()));
        if (early.isPresent() && state.isPresent()) {
            LOG.info("the same command continues from the state in {}", state.get().directory());
        }
        if (!lost.isEmpty()) {
            return ExitCode.NOT_WRITTEN;
        }
        return early.map(end -> IN_ORDER.contains(end.message()))
                .map(stopped -> stopped ? ExitCode.STOPPED : ExitCode.JOB_FAILED)
                .orElse(ExitCode.DONE);
    }

    /** On a signal: ends the job, waits until all is written, and ends the process. */
    private void stop(ParameterServer server) {
        if (ended.isDone()) {
            return;
        }
        server.suspend(SIGNAL);
        ExitCode code = ExitCode.NOT_WRITTEN;
        try {
            long seconds = TimeUnit.MILLISECONDS.toSeconds(config.drainMillis()) + SAVE_SECONDS;
            code = ended.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            System.err.println("bft-server: ended by a signal before all was written");
        }
        Runtime.getRuntime().halt(code.code());
    }

    @Override
    public void close() {
        join(vertx.close());
    }

    private static <T> T join(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
