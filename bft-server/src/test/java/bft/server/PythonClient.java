package bft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a script of the test resources in a Python that has grpcio. */
final class PythonClient {
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
    private static final long PATIENCE_SECONDS = 100;

    private PythonClient() {}

    /** What the script printed; skips the test where no Python has grpcio. */
    static String run(String script, Object... arguments) throws Exception {
        Optional<String> python = withGrpc();
        assumeTrue(python.isPresent(), "no python3 with grpcio: install python3-grpcio");
        List<String> command = new ArrayList<>();
        command.add(python.get());
        var resource = PythonClient.class.getResource("/" + script);
        command.add(Path.of(resource.toURI()).toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.strip();
    }

    private static Optional<String> withGrpc() {
        return PYTHONS.stream().filter(PythonClient::hasGrpc).findFirst();
    }

    private static boolean hasGrpc(String python) {
        try {
            Process process = new ProcessBuilder(python, "-c", "import grpc").start();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
