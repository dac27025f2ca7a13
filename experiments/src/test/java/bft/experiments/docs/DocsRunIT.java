package bft.experiments.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Types the commands of a page into one shell, from the first to the last, as a reader does. A
 * server in the foreground gets a terminal of its own, and the next command waits for its port; a
 * server that has the port already is ended first. Commands with {@code DIR} need the data sets in
 * {@code -Dbft.data=DIR}, others are left out: those of the build that runs this test, those for an
 * administrator, and those for a cluster.
 */
@Timeout(3600)
@EnabledIfSystemProperty(
        named = "bft.docs",
        matches = "true",
        disabledReason = "takes half an hour: mvn -Pdocs verify")
class DocsRunIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String DATA = System.getProperty("bft.data", "");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final Pattern SETTINGS = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final Pattern ELSEWHERE = Pattern.compile("(sudo|mvn|spark-submit) .*");
    private static final Pattern SERVER =
            Pattern.compile("(.*bft serve .*|.*bft-server(-standalone[.]jar)? .*--workers .*)");
    private static final Pattern PORT = Pattern.compile("--port (\\d+)");
    private static final String FIRST_PORT = "7070";

    /** Ends at the first failure; {@code opened PORT} waits for a server. */
    private static final String BEGINNING =
            """
            set -eEu
            shopt -s expand_aliases
            trap 'echo "FAILED: $BASH_COMMAND"' ERR
            trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
            declare -A server
            close() {
                [ -n "${server[$1]:-}" ] || return 0
                kill "${server[$1]}" || true
                wait "${server[$1]}" || true
            }
            opened() { until (: > "/dev/tcp/127.0.0.1/$1") 2>/dev/null; do kill -0 $! && sleep 0.2; done; }
            """;

    /** For the page that leaves this to another one. */
    private static final String CERTIFICATE =
            """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 \\
                -subj /CN=bft.example.org -keyout server.key -out server.pem
            cp server.pem ca.pem
            """;

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "bft-server/ASYNCHRONY.md",
                "bft-server/OPERATING.md",
                "bft-worker/python/README.md",
                "bft-worker/spark/README.md",
                "experiments/docs/OUTSIDE.md",
                "experiments/docs/RUNNING.md",
            })
    void everyCommandOfThePageSucceeds(String page) throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash");
        assumeFree(7070, 7071);
        furnish();
        Path script = Files.writeString(directory.resolve("page.sh"), script(page));
        Path log = directory.resolve("page.log");
        Process shell =
                new ProcessBuilder("/bin/bash", script.toString())
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(shell.waitFor(50, TimeUnit.MINUTES)).as(page + " ends").isTrue();
        } finally {
            end(shell);
        }
        String told = Files.readString(log);
        System.out.println(page + "\n" + told);
        assertThat(shell.exitValue()).as(page + "\n" + told).isZero();
    }

    private static void end(Process shell) {
        List<ProcessHandle> all = shell.descendants().toList();
        shell.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    private static void assumeFree(int... ports) {
        for (int port : ports) {
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            } catch (IOException e) {
                assumeTrue(false, "skipped: port " + port + " is in use");
            }
        }
    }

    /** What a clone has, with a program that was built before this test. */
    private void furnish() throws IOException {
        for (String module : List.of("bft-server", "bft-worker", "aggregation-rules")) {
            Files.createSymbolicLink(directory.resolve(module), ROOT.resolve(module));
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String launcher =
                "#!/bin/sh\nexec '%s' --add-modules jdk.incubator.vector -cp '%s' %s \"$@\"\n"
                        .formatted(
                                java,
                                System.getProperty("java.class.path"),
                                "bft.experiments.Main");
        for (String folder : List.of("bin", "experiments")) {
            Path bft = Files.createDirectory(directory.resolve(folder)).resolve("bft");
            Files.writeString(bft, launcher);
            Files.setPosixFilePermissions(bft, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private String script(String page) throws IOException {
        String text = Files.readString(ROOT.resolve(page), StandardCharsets.UTF_8);
        // The pages mean the system's Python, with its packages.
        String path = "export PATH=" + directory + "/bin:/usr/bin:$PATH";
        List<String> lines = new ArrayList<>(List.of(path));
        Matcher settings = SETTINGS.matcher(text);
        if (text.contains("--config server.yaml") && settings.find()) {
            Files.writeString(directory.resolve("server.yaml"), settings.group(1));
            lines.add(CERTIFICATE);
        }
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String joined = block.group(1).replaceAll("\\\\\\n\\s*", "");
            joined.lines()
                    .map(line -> line.replaceAll("\\s+#.*", ""))
                    .forEach(line -> add(line, lines));
        }
        return BEGINNING + String.join("\n", lines) + "\n";
    }

    private static void add(String line, List<String> lines) {
        if (line.isBlank()) {
            return;
        }
        boolean needsData = line.matches(".*\\bDIR\\b.*");
        if (ELSEWHERE.matcher(line).matches() || needsData && DATA.isEmpty()) {
            lines.add("echo 'not run here: " + line.replace("'", "") + "'");
            return;
        }
        String typed = line.replaceAll("\\bDIR\\b", Matcher.quoteReplacement(DATA));
        lines.add("echo '$ " + typed.replace("'", "") + "'");
        if (!SERVER.matcher(typed).matches()) {
            lines.add(typed);
            return;
        }
        Matcher option = PORT.matcher(typed);
        String port = option.find() ? option.group(1) : FIRST_PORT;
        lines.add("close " + port);
        lines.add(typed.endsWith("&") ? typed : typed + " &");
        lines.add("server[%s]=$!".formatted(port));
        lines.add("opened " + port);
    }
}
