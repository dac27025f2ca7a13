package bft.experiments.cluster;

import bft.experiments.output.ResultFile;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunObserver;
import bft.experiments.run.RunSettings;
import bft.server.files.WholeFile;
import bft.server.metrics.RoundJson;
import bft.server.metrics.RoundRecord;
import bft.server.model.NpyFile;
import io.vertx.core.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A server and its workers, each in its own process. Their inputs and outputs are in the directory
 * of the run; {@code processes.txt} there lists the process ids, so that the user can kill one.
 */
public final class ClusterRun implements Closeable {
    private static final int MODEL_MILLIS = 10_000;
    private static final int POLL_MILLIS = 50;
    private static final int WORKER_SECONDS = 3;

    /** The server has to write its model, and ends by itself if it cannot. */
    private static final int SERVER_SECONDS = 30;

    /** The exit code of a server that a signal ended before the end of the job. */
    private static final int STOPPED = 5;

    /** A process that a signal killed has an exit code above this. */
    private static final int SIGNALS = 128;

    private final LoadedRun loaded;
    private final Path directory;
    private final RunObserver observer;
    private final ProcessCommands commands;
    private final List<ProcessSlot> slots = new CopyOnWriteArrayList<>();
    private final Thread cleanUp = new Thread(this::endAll);
    private final Child server;
    private final LineFeed rounds;
    private volatile boolean closing;
    private boolean stopsServer;
    private long newest;

    /**
     * Starts the server.
     *
     * @param directory of the run, exists
     */
    public ClusterRun(LoadedRun loaded, Path directory, RunObserver observer) throws IOException {
        this.loaded = loaded;
        this.directory = directory;
        this.observer = observer;
        this.commands = new ProcessCommands(loaded, directory);
        commands.prepare();
        newest = loaded.first().version();
        this.server =
                Child.startPiped(
                        "server", commands.serverMegabytes(), commands.server(), log("server"));
        this.rounds = new LineFeed(server.process().getInputStream());
        Runtime.getRuntime().addShutdownHook(cleanUp);
    }

    /** The file of the model of that version; it may not have been written. */
    public static Path model(Path directory, long version) {
        return ProcessCommands.models(directory).resolve("model-" + version + ".npy");
    }

    /**
     * Runs to the end of the server.
     *
     * @return empty if training finished, else why it did not
     */
    public Optional<String> run() throws IOException, InterruptedException {
        Optional<PortFile> ports = PortFile.await(server, commands.portFile());
        if (ports.isPresent()) {
            int n = loaded.config().population().n();
            for (int worker = 0; worker < n && !closing; worker++) {
                slots.add(slot(worker, ports.get().workers()));
            }
            writeProcesses();
            follow();
        }
        int code = server.process().waitFor();
        slots.forEach(slot -> slot.child().end(WORKER_SECONDS));
        Optional<String> failure = failure(code);
        Path last = commands.model(Long.toString(newest));
        if (failure.isPresent() && Files.exists(last)) {
            observer.endedEarly(newest, NpyFile.read(last).values());
        }
        return failure;
    }

    private Optional<String> failure(int code) throws IOException {
        long rounds = loaded.config().rounds();
        if (code == 0 || code == STOPPED) {
            return newest == rounds
                    ? Optional.empty()
                    : Optional.of("server: stopped at version %s of %s".formatted(newest, rounds));
        }
        return Optional.of(code > SIGNALS ? "server: ended with code " + code : lastWords());
    }

    /** The last line of the server's log, without its time and logger name. */
    private String lastWords() throws IOException {
        return server.lastWords().replaceFirst("^\\S+ +ERROR +\\S+ +", "server: ");
    }

    private Child start(String name, int megabytes, List<String> call) throws IOException {
        return Child.start(name, megabytes, call, log(name));
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    private ProcessSlot slot(int worker, int port) throws IOException {
        int megabytes = commands.workerMegabytes(worker);
        List<String> call = commands.worker(worker, port);
        return new ProcessSlot(
                () -> start("worker-" + worker, megabytes, call),
                loaded.config().get(RunSettings.RESTART));
    }

    private void writeProcesses() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(server.toString());
        slots.forEach(slot -> lines.add(slot.child().toString()));
        ResultFile.write(directory.resolve("processes.txt"), lines);
    }

    private void follow() throws IOException, InterruptedException {
        boolean over = false;
        while (!over) {
            over = rounds.isEnded();
            for (String line : rounds.read(POLL_MILLIS)) {
                round(line);
            }
            if (!over) {
                attendWorkers();
            }
            if (observer.isStopping() && !stopsServer) {
                stopsServer = true;
                server.stop();
            }
        }
    }

    private void round(String line) throws IOException, InterruptedException {
        var record = new JsonObject(line);
        if (record.containsKey("lost")) {
            observer.notice(record.getValue("lost") + " rounds are not in the records");
            return;
        }
        RoundRecord round = RoundJson.read(record);
        newest = round.version();
        round.present().forEach(worker -> slots.get(worker).contributed());
        boolean due = loaded.config().isEvaluated(newest);
        observer.round(round, due ? model(newest) : Optional.empty());
    }

    /**
     * The server writes the model soon after the line of the round, unless its disk is still busy
     * with an earlier model.
     */
    private Optional<float[]> model(long version) throws IOException, InterruptedException {
        Path file = commands.model(Long.toString(version));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MODEL_MILLIS);
        while (!Files.exists(file) && server.isAlive() && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS);
        }
        if (Files.exists(file)) {
            return Optional.of(NpyFile.read(file).values());
        }
        observer.notice("version %s is not measured: there is no %s".formatted(version, file));
        return Optional.empty();
    }

    private void attendWorkers() throws IOException {
        for (ProcessSlot slot : slots) {
            if (closing) {
                return;
            }
            Child before = slot.child();
            slot.attend(System.nanoTime()).ifPresent(observer::notice);
            if (slot.child() != before) {
                writeProcesses();
            }
        }
    }

    /** Ends the processes that still run. */
    @Override
    public void close() {
        if (!closing) {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            endAll();
        }
    }

    private void endAll() {
        closing = true;
        server.stop();
        slots.forEach(slot -> slot.child().stop());
        server.end(SERVER_SECONDS);
        slots.forEach(slot -> slot.child().end(WORKER_SECONDS));
        discardParts();
    }

    /** Removes models that the server did not finish writing. */
    private void discardParts() {
        String parts = "*" + WholeFile.PARTIAL;
        try (var files = Files.newDirectoryStream(ProcessCommands.models(directory), parts)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            observer.notice("cannot remove parts of files: " + e.getMessage());
        }
    }
}
