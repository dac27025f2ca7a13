package bft.server;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.client.ClientOptions;
import bft.worker.client.GrpcClient;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server as a process that is started again and again in the same directory, on the same ports.
 */
final class ServerRun implements AutoCloseable {
    final Path directory;
    final List<String> before = new ArrayList<>();
    final List<String> jvm = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    private final List<String> flags;
    private String classPath = System.getProperty("java.class.path");
    private int port;
    private int adminPort;
    private Process process;

    /**
     * @param flags all but files and ports
     */
    ServerRun(Path directory, String... flags) {
        this.directory = directory;
        this.flags = List.of(flags);
    }

    /** Runs it with these classes from the next start on. */
    void setClassPath(String path) {
        classPath = path;
    }

    /** The libraries that it has loaded, as Linux lists them. */
    String memoryMaps() throws IOException {
        return Files.readString(Path.of("/proc", "" + process.pid(), "maps"));
    }

    /** Starts it, with more flags for this once. */
    void start(String... more) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", classPath));
        command.add("bft.server.ServerMain");
        command.addAll(flags);
        command.addAll(List.of("--port", "" + port, "--admin-port", "" + adminPort));
        command.add("--create-tokens");
        command.addAll(List.of("--tokens", at("tokens"), "--port-file", at("ports")));
        command.addAll(List.of(more));
        Files.deleteIfExists(directory.resolve("ports"));
        var log = ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile());
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    }

    String at(String name) {
        return directory.resolve(name).toString();
    }

    String log() throws IOException {
        Path file = directory.resolve("log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Starts it and waits until it listens. */
    void startAndListen(String... more) throws IOException, InterruptedException {
        start(more);
        port = Integer.parseInt(ports()[0]);
        adminPort = Integer.parseInt(ports()[1]);
    }

    /** The workers' port and the operator's, once there are any. */
    String[] ports() throws IOException, InterruptedException {
        Path ports = directory.resolve("ports");
        while (!Files.exists(ports) || !Files.readString(ports).endsWith("\n")) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as(log()).isFalse();
        }
        return Files.readString(ports).strip().split(" ");
    }

    GrpcClient client(Vertx vertx, int worker) throws IOException {
        return client(vertx, worker, ClientOptions.defaults());
    }

    GrpcClient client(Vertx vertx, int worker, ClientOptions options) throws IOException {
        String token = Files.readString(directory.resolve("tokens/worker-" + worker)).strip();
        var address = SocketAddress.inetSocketAddress(port, "127.0.0.1");
        return new GrpcClient(vertx, address, token, options);
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-s", name, "" + process.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() throws IOException, InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended: " + log()).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
