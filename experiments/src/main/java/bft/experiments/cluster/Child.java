package bft.experiments.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of this run, on the same class path, that writes what it says into a file and ends
 * when this process does: it watches its standard input, of which the other end is here.
 *
 * @param name for people
 * @param log what it printed
 */
record Child(String name, Process process, Path log) {
    private static final String MAIN = "bft.experiments.ChildMain";

    /**
     * Starts a process.
     *
     * @param heapMegabytes limit of its heap, unless the user has set one for every Java program
     * @param call what it is to be, and the arguments of that
     * @param log gets what it prints
     */
    static Child start(String name, int heapMegabytes, List<String> call, Path log)
            throws IOException {
        var builder = builder(heapMegabytes, call, log).redirectErrorStream(true);
        return new Child(name, builder.start(), log);
    }

    /** The same, but what it prints to standard output is to be read from the process. */
    static Child startHeard(String name, int heapMegabytes, List<String> call, Path log)
            throws IOException {
        var builder = builder(heapMegabytes, call, log);
        builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new Child(name, builder.start(), log);
    }

    private static ProcessBuilder builder(int heapMegabytes, List<String> call, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            command.add("--add-modules=jdk.incubator.vector");
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(JavaOptions.of(System.getenv()).withHeap(heapMegabytes));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN);
        command.addAll(call);
        var builder = new ProcessBuilder(command);
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As it stands in the list of processes. */
    @Override
    public String toString() {
        return name + " " + process.pid();
    }

    /** The last line that it printed; empty if there is none. */
    String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return lines.stream().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
    }

    /**
     * Asks it to end. Not by {@link Process#destroy}: that closes the pipes as well, which tells it
     * that its parent is dead, and what it still has to say is lost.
     */
    void stop() {
        process.toHandle().destroy();
    }

    /** Waits for its end, for so many seconds, then ends it. */
    void end(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
