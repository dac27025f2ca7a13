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
 * @param log what it printed, both streams
 */
record Child(String name, Process process, Path log) {
    private static final String MAIN = "bft.experiments.ChildMain";
    private static final long PATIENCE_SECONDS = 3;

    /**
     * Starts a process.
     *
     * @param heapMegabytes limit of its heap, unless the user has set one for every Java program
     * @param call what it is to be, and the arguments of that
     */
    static Child start(String name, int heapMegabytes, List<String> call, Path log)
            throws IOException {
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
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new Child(name, builder.start(), log);
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

    /** Asks it to end. */
    void stop() {
        process.destroy();
    }

    /** Waits for its end, for a few seconds, then ends it. */
    void end() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
