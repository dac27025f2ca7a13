package bft.worker.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standalone cluster of a master and two workers, an application by spark-submit, one hostile
 * task, and an executor that is killed.
 */
@Timeout(420)
class SparkClusterIT {
    private static final int N = 6;
    private static final int ROUNDS = 600;
    private static final int CORES = N / 2;
    private static final long KILL_AFTER = 100;
    private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

    private static final String STANDALONE = System.getProperty("bft.spark.jar", "");
    private static final Pattern OTHERS =
            Pattern.compile("/(bft|aggregation|vertx|logback|junit|assertj)[^/]*$");

    /** As in a distribution of Spark: what workers look for, and executors are started with. */
    private static final Path HOME = Path.of("target/spark").toAbsolutePath();

    private static final Path JARS = HOME.resolve("jars");

    @TempDir private Path directory;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void makeHome() throws IOException {
        assumeTrue(!STANDALONE.isEmpty(), "needs the packaged jar: run by mvn verify");
        Path jars = Files.createDirectories(JARS);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path link = jars.resolve(Path.of(entry).getFileName());
            if (isOfSpark(entry) && !Files.exists(link)) {
                Files.createSymbolicLink(link, Path.of(entry));
            }
        }
    }

    private static boolean isOfSpark(String entry) {
        return entry.endsWith(".jar") && !OTHERS.matcher(entry).find();
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private Process java(String name, String path, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String open : OPENED) {
            command.add("--add-opens=java.base/" + open + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-Xmx1g", "-cp", path));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(directory.resolve(name + ".log").toFile());
        builder.directory(directory.toFile());
        builder.environment().put("SPARK_HOME", HOME.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** What Spark's own launcher opens. */
    private static final List<String> OPENED =
            List.of(
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.reflect",
                    "java.io",
                    "java.net",
                    "java.nio",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "sun.nio.ch",
                    "sun.nio.cs",
                    "sun.security.action",
                    "sun.util.calendar");

    private Process spark(String name, String... arguments) throws IOException {
        return java(name, JARS + "/*", Arrays.asList(arguments));
    }

    private String log(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".log"));
    }

    /** Waits for a line of a process, and returns what the group holds. */
    private String awaitLine(Process process, String name, String pattern) throws Exception {
        Pattern wanted = Pattern.compile(pattern);
        for (int tenths = 0; tenths < 1_200; tenths++) {
            Matcher found = wanted.matcher(log(name));
            if (found.find()) {
                return found.group(1);
            }
            assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).as(log(name)).isFalse();
        }
        throw new AssertionError(name + " never said " + pattern + "\n" + log(name));
    }

    private String startCluster() throws Exception {
        String type = "org.apache.spark.deploy.";
        Process master =
                spark(
                        "master",
                        type + "master.Master",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--webui-port",
                        "0");
        String address = awaitLine(master, "master", "(spark://127.0.0.1:\\d+)");
        for (int i = 0; i < 2; i++) {
            String name = "worker" + i;
            Process worker =
                    spark(
                            name,
                            type + "worker.Worker",
                            "--host",
                            "127.0.0.1",
                            "--webui-port",
                            "0",
                            "--cores",
                            "" + CORES,
                            "--memory",
                            "1g",
                            "--work-dir",
                            directory.resolve("work" + i).toString(),
                            address);
            awaitLine(worker, name, "(Successfully registered with master)");
        }
        return address;
    }

    private Process startServer() throws IOException {
        return java(
                "server",
                System.getProperty("java.class.path"),
                List.of(
                        "bft.server.ServerMain",
                        "--workers=" + N,
                        "--byzantine=1",
                        "--rule=multi-krum",
                        "--rounds=" + ROUNDS,
                        "--schedule=0.05",
                        "--dimension=" + (257 * 10),
                        "--model=softmax",
                        "--batch=32",
                        "--port=0",
                        "--admin-port=0",
                        "--round-timeout=60s",
                        "--tokens=" + directory.resolve("tokens"),
                        "--create-tokens",
                        "--port-file=" + directory.resolve("ports")));
    }

    private String port(Process server) throws Exception {
        Path ports = directory.resolve("ports");
        awaitFile(server, "server", ports, text -> text.endsWith("\n"));
        return Files.readString(ports).split("\\s+")[0];
    }

    private void awaitFile(Process process, String name, Path file, Predicate<String> wanted)
            throws Exception {
        try (var watch = directory.getFileSystem().newWatchService()) {
            directory.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
            while (!Files.exists(file) || !wanted.test(Files.readString(file))) {
                assertThat(process.isAlive()).as(log(name)).isTrue();
                var key = watch.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        }
    }

    /** The test's classes as the jar of an application. */
    private Path application() throws IOException {
        Path jar = directory.resolve("application.jar");
        Path classes = Path.of("target/test-classes");
        try (OutputStream out = Files.newOutputStream(jar);
                var entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().contains("TrainDigits")).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
        return jar;
    }

    @Test
    void trainsUnderAttackWhileAnExecutorIsKilled() throws Exception {
        String master = startCluster();
        Process server = startServer();
        Path versions = directory.resolve("versions");
        Process application =
                spark(
                        "application",
                        "org.apache.spark.deploy.SparkSubmit",
                        "--master",
                        master,
                        "--conf",
                        "spark.driver.bindAddress=127.0.0.1",
                        "--conf",
                        "spark.driver.host=127.0.0.1",
                        "--conf",
                        "spark.ui.enabled=false",
                        "--executor-memory",
                        "512m",
                        "--jars",
                        STANDALONE,
                        "--class",
                        TrainDigits.class.getName(),
                        application().toString(),
                        "127.0.0.1:" + port(server),
                        directory.resolve("tokens").toString(),
                        "" + N,
                        versions.toString());
        awaitFile(application, "application", versions, text -> Long.parseLong(text) > KILL_AFTER);
        assertThat(killOneExecutor()).isTrue();
        assertThat(application.waitFor(5, TimeUnit.MINUTES)).isTrue();
        String printed = log("application");
        assertThat(application.exitValue()).as(printed).isZero();
        assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(server.exitValue()).as(log("server")).isZero();
        assertThat(printed).contains("version=" + ROUNDS);
        Matcher accuracy = Pattern.compile("accuracy=(\\S+)").matcher(printed);
        assertThat(accuracy.find()).isTrue();
        assertThat(Double.parseDouble(accuracy.group(1))).isGreaterThan(0.8);
    }

    private boolean killOneExecutor() {
        return processes.stream()
                .flatMap(Process::descendants)
                .filter(p -> p.info().commandLine().orElse("").contains(EXECUTOR))
                .findFirst()
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
    }
}
