package bft.experiments.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of this run, on the same class path. Its output goes to a file. It ends when this
 * process ends: it watches its standard input, and this process holds the other end.
 *
 * @param name for messages
 * @param log what it printed
 */
public record Child(String name, Process process, Path log) {
    private static final String MAIN = "bft.experiments.ChildMain";

    /**
     * Starts a process.
     *
     * @param heapMegabytes limit of its heap, unless the user has set a limit for every Java
     *     program
     * @param call the program that it runs, and its arguments
     * @param log gets what it prints
     */
    public static Child start(String name, int heapMegabytes, List<String> call, Path log)
            throws IOException {
        var builder = builder(heapMegabytes, List.of(), call, log).redirectErrorStream(true);
        return new Child(name, builder.start(), log);
    }

    /** The same, but its standard output is read from the process. */
    public static Child startPiped(String name, int heapMegabytes, List<String> call, Path log)
            throws IOException {
        return startPiped(name, heapMegabytes, List.of(), call, log);
    }

    /** The same with further options of the JVM. */
    public static Child startPiped(
            String name, int heapMegabytes, List<String> options, List<String> call, Path log)
            throws IOException {
        var builder = builder(heapMegabytes, options, call, log);
        builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new Child(name, builder.start(), log);
    }

    private static ProcessBuilder builder(
            int heapMegabytes, List<String> options, List<String> call, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            command.add("--add-modules=jdk.incubator.vector");
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(JavaOptions.of(System.getenv()).withHeap(heapMegabytes));
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN);
        command.addAll(call);
        var builder = new ProcessBuilder(command);
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its line in the list of processes. */
    @Override
    public String toString() {
        return name + " " + process.pid();
    }

    /** The last line that it printed; empty if it printed none. */
    public String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return lines.stream().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
    }

    /**
     * Asks it to end. Not by {@link Process#destroy}: that closes the pipes as well, from which the
     * process concludes that its parent is dead, and its last output is lost.
     */
    public void stop() {
        process.toHandle().destroy();
    }

    /** Waits this many seconds for its end, then kills it. */
    public void end(int seconds) {
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
