package bft.experiments.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.experiments.ParsedCall;
import bft.experiments.docs.ShellText;
import bft.server.config.ServerSettings;
import bft.worker.config.YamlValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files for systemd, Kubernetes, containers and Windows agree with the program. */
class DeploymentFilesTest {
    private static final Path FOLDER = Path.of("package");

    @Test
    void settingsAndCallsInTheFilesAreThoseOfTheProgram() throws Exception {
        ServerSettings.ofServer().read(YamlValue.document("server.yaml", text("server.yaml")));
        List<List<String>> calls = new ArrayList<>();
        String unit = text("bft-server.service").replaceAll("(?m)^ExecStart=", "");
        calls.addAll(ShellText.calls(unit));
        String kubernetes = text("kubernetes.yaml");
        String worker =
                kubernetes
                        .replaceAll("(?s).*exec (/opt/bft/bin/bft work.*?)\\n {10}\\w.*", "$1")
                        .replaceAll("\\s+", " ")
                        .replace("$JOB_COMPLETION_INDEX", "3");
        calls.addAll(ShellText.calls(worker));
        calls.addAll(ShellText.calls("bft status --admin 127.0.0.1:7071"));
        assertThat(calls).hasSize(3).allSatisfy(ParsedCall::check);
        assertThat(calls.get(1)).contains("work", "/etc/bft/tls/worker-3.key");
        String config =
                kubernetes.replaceAll("(?s).*server.yaml: \\|\\n(.*?)\\n---.*", "$1").stripIndent();
        ServerSettings.ofServer().read(YamlValue.document("kubernetes.yaml", config));
        assertThat(config).contains("tls-client-ca");
    }

    /** Strictly read: a key that is written twice is an error. */
    @Test
    void everyPartOfTheManifestsIsDefinedWhereItIsUsed() throws Exception {
        List<Map<?, ?>> all = new ArrayList<>();
        new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
                .loadAllFromString(text("kubernetes.yaml"))
                .forEach(document -> all.add((Map<?, ?>) document));
        assertThat(all.stream().map(each -> each.get("apiVersion") + " " + each.get("kind")))
                .containsExactly(
                        "v1 ConfigMap", "v1 Service", "apps/v1 StatefulSet", "batch/v1 Job");
        var server = all.get(2);
        assertThat(at(server, "spec", "serviceName")).isEqualTo(at(all.get(1), "metadata", "name"));
        assertThat(at(server, "spec", "selector", "matchLabels"))
                .isEqualTo(at(server, "spec", "template", "metadata", "labels"))
                .isEqualTo(at(all.get(1), "spec", "selector"));
        for (var workload : all.subList(2, 4)) {
            Object pod = at(workload, "spec", "template", "spec");
            List<Object> volumes = names(at(pod, "volumes"));
            if (workload == server) {
                List<?> claims = (List<?>) at(server, "spec", "volumeClaimTemplates");
                claims.forEach(claim -> volumes.add(at(claim, "metadata", "name")));
            }
            Object container = ((List<?>) at(pod, "containers")).get(0);
            assertThat(names(at(container, "volumeMounts"))).hasSameElementsAs(volumes);
            assertThat(at(container, "image")).isEqualTo("bft:0.1.0");
        }
        assertThat(at(all.get(3), "spec", "completionMode")).isEqualTo("Indexed");
        assertThat(at(all.get(3), "spec", "completions"))
                .isEqualTo(at(all.get(3), "spec", "parallelism"))
                .isEqualTo(8);
        assertThat(String.valueOf(at(all.get(0), "data", "server.yaml"))).contains("workers: 8");
    }

    private static Object at(Object from, String... keys) {
        Object value = from;
        for (String key : keys) {
            value = ((Map<?, ?>) value).get(key);
            assertThat(value).as(key).isNotNull();
        }
        return value;
    }

    private static List<Object> names(Object list) {
        List<Object> names = new ArrayList<>();
        ((List<?>) list).forEach(each -> names.add(at(each, "name")));
        return names;
    }

    @Test
    void aServiceThatSystemdAccepts() throws Exception {
        Path verify = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.exists(verify), "skipped: there is no systemd-analyze");
        String unit = text("bft-server.service").replace("/opt/bft/bin/bft", "/bin/true");
        Path file = Files.createTempDirectory("unit").resolve("bft-server.service");
        Files.writeString(file, unit);
        Process process =
                new ProcessBuilder(verify.toString(), "verify", "--man=no", file.toString())
                        .redirectErrorStream(true)
                        .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(!told.contains("Failed to initialize manager"), "skipped: " + told);
        assertThat(told.lines().filter(line -> line.contains("bft-server.service"))).isEmpty();
        assertThat(process.waitFor()).as(told).isZero();
    }

    /** Nobody here can run it, so its flags are compared with those of the other launcher. */
    @Test
    void theLauncherForWindowsStartsTheSameProgramWithTheSameFlags() throws Exception {
        String windows = text("bft.bat");
        String other = Files.readString(Path.of("bft"));
        for (String flag :
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:ObjectAlignmentInBytes=64",
                        "--add-modules jdk.incubator.vector",
                        "bft.experiments.Main")) {
            assertThat(windows).contains(flag);
            assertThat(other).contains(flag);
        }
    }

    private static String text(String name) throws Exception {
        return Files.readString(FOLDER.resolve(name));
    }
}
