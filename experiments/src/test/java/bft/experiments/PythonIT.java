package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests of the Python client, against servers and workers of this build. */
@Timeout(600)
class PythonIT {
    private static final Path PACKAGE = Path.of("..", "bft-worker", "python").toAbsolutePath();
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
    private static final long PATIENCE_SECONDS = 500;

    @TempDir Path directory;

    static List<String> modules() throws IOException {
        try (Stream<Path> files = Files.list(PACKAGE.resolve("tests"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("test_\\w+\\.py"))
                    .map(name -> name.replace(".py", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void passesItsOwnTests(String module) throws Exception {
        Optional<String> python = PYTHONS.stream().filter(PythonIT::hasGrpc).findFirst();
        assumeTrue(
                python.isPresent(),
                "no python3 with grpcio and numpy: install python3-grpcio and python3-numpy");
        Path log = directory.resolve("log");
        var builder = new ProcessBuilder(python.get(), "-B", "-m", "unittest", "-v", module);
        String tests = PACKAGE.resolve("tests").toString();
        builder.environment().put("PYTHONPATH", PACKAGE.normalize() + ":" + tests);
        builder.environment().put("BFT_CLASS_PATH", System.getProperty("java.class.path"));
        builder.environment()
                .put("BFT_JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
        Process process =
                builder.directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String printed = Files.readString(log);
            assertThat(ended).as(printed).isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            printed.lines()
                    .filter(line -> line.contains("... skipped"))
                    .forEach(System.out::println);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean hasGrpc(String python) {
        try {
            Process process = new ProcessBuilder(python, "-c", "import grpc, numpy").start();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
