package bft.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line as a separate process, started by a shell that may set limits first. */
final class BftProcess {
    private final Process process;
    private final Path out;
    private final Path err;

    private BftProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param directory for its output
     * @param before commands of the shell, such as {@code ulimit -f 8}
     * @param options of the Java runtime
     */
    static BftProcess start(
            Path directory,
            String before,
            List<String> options,
            Map<String, String> environment,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", before + "\nexec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("standard-output");
        Path err = directory.resolve("standard-error");
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        return new BftProcess(builder.start(), out, err);
    }

    Process process() {
        return process;
    }

    /** Waits for its end; returns its exit code and its output. */
    CommandRun ended() throws IOException, InterruptedException {
        int code = process.waitFor();
        return new CommandRun(code, Files.readString(out), Files.readString(err));
    }
}
