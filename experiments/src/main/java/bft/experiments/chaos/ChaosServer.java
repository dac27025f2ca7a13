package bft.experiments.chaos;

import bft.experiments.benchmark.MetricsPage;
import bft.experiments.cluster.Child;
import bft.experiments.cluster.PortFile;
import bft.server.config.OutputSettings;
import bft.server.config.PortSettings;
import bft.server.config.ServerSettings;
import bft.worker.config.SettingValues;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** The server of one job as a process, which can be measured, killed and started again. */
final class ChaosServer implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 128;

    /** It lives for seconds: thorough compilation would cost more than it gains. */
    private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path directory;
    private final SettingValues settings;
    private Child child;
    private BufferedReader answers;
    private PortFile ports = new PortFile(0, 0);

    /**
     * @param directory for its log
     * @param settings without ports
     */
    ChaosServer(Path directory, SettingValues settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /** Starts it, on the ports that it had before, and waits until it listens. */
    void start() throws IOException, InterruptedException {
        Path file = directory.resolve("ports");
        Files.deleteIfExists(file);
        SettingValues given =
                settings.with(OutputSettings.PORT_FILE, file)
                        .with(PortSettings.PORT, ports.workers())
                        .with(PortSettings.ADMIN_PORT, ports.admin());
        List<String> call = new ArrayList<>(List.of(ServerProbe.PROGRAM));
        call.addAll(given.arguments(ServerSettings.ofServer().all()));
        child = Child.startPiped("server", HEAP_MEGABYTES, JVM, call, log());
        answers = child.process().inputReader(StandardCharsets.UTF_8);
        ports =
                PortFile.await(child, file)
                        .orElseThrow(() -> new IOException("no server, see " + log()));
    }

    /** What it printed. */
    Path log() {
        return directory.resolve("server.log");
    }

    /** Where it listens. */
    PortFile ports() {
        return ports;
    }

    long pid() {
        return child.process().pid();
    }

    /** What it uses now. */
    Usage measure() throws IOException {
        OutputStream questions = child.process().getOutputStream();
        questions.write('\n');
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the server has ended, see " + log());
        }
        return Usage.parse(answer);
    }

    MetricsPage metrics() throws IOException, InterruptedException {
        return MetricsPage.read(ports.admin());
    }

    JsonObject health() throws IOException, InterruptedException {
        var page = URI.create("http://127.0.0.1:" + ports.admin() + "/health");
        var request = HttpRequest.newBuilder(page).build();
        return new JsonObject(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** Ends it at once, without giving it time to do anything. */
    void kill() throws InterruptedException {
        child.process().destroyForcibly().waitFor();
    }

    /** The code with which it ended; empty if it does not end in time. */
    OptionalInt exitCode(int seconds) throws InterruptedException {
        boolean ended = child.process().waitFor(seconds, TimeUnit.SECONDS);
        return ended ? OptionalInt.of(child.process().exitValue()) : OptionalInt.empty();
    }

    @Override
    public void close() {
        if (child != null) {
            child.process().destroyForcibly().onExit().join();
        }
    }
}
