package bft.experiments.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The package as a user unpacks it, far from the clone; part of {@code mvn -Pdist verify}. */
@Timeout(120)
class InstalledPackageCheck {
    @TempDir Path directory;

    private Path installed;

    private record Told(int code, String out) {}

    @BeforeEach
    void unpack() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("a folder with spaces"));
        Told tar = run(folder, "tar", "-xzf", System.getProperty("bft.package"));
        assertThat(tar.code()).as(tar.out()).isZero();
        try (Stream<Path> unpacked = Files.list(folder)) {
            installed = unpacked.findFirst().orElseThrow();
        }
    }

    private Told run(Path where, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(where.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        Process process = builder.redirectErrorStream(true).start();
        byte[] told = process.getInputStream().readAllBytes();
        return new Told(process.waitFor(), new String(told, StandardCharsets.UTF_8));
    }

    private Told bft(String... arguments) throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("else where"));
        List<String> command = new ArrayList<>(List.of(installed.resolve("bin/bft").toString()));
        command.addAll(List.of(arguments));
        return run(elsewhere, command.toArray(String[]::new));
    }

    @Test
    void runsFromAnotherDirectoryAndNeedsNeitherCloneNorMaven() throws Exception {
        assertThat(bft("rules"))
                .satisfies(told -> assertThat(told.out()).contains("\nmulti-krum "))
                .satisfies(told -> assertThat(told.code()).isZero());
        assertThat(bft("rules").out())
                .as("from the archive of classes")
                .isEqualTo(bft("rules").out());
        assertThat(bft("demo", "--help").out()).contains("Usage: bft demo");
        Told doctor = bft("doctor", "--port=1", "--json");
        assertThat(doctor.out()).contains("vector module", "aligned to 64 bytes");
        assertThat(
                        bft(
                                        "train",
                                        "--engine=simulation",
                                        "--rounds=2",
                                        "--workers=4",
                                        "--byzantine=0")
                                .code())
                .isZero();
    }

    @Test
    void saysWhichJavaIsMissing() throws Exception {
        Told told =
                run(
                        directory,
                        "env",
                        "JAVA_HOME=/gone",
                        installed.resolve("bin/bft").toString(),
                        "rules");
        assertThat(told)
                .isEqualTo(
                        new Told(
                                1,
                                "bft: no java found at '/gone/bin/java': install a JDK 17 or newer, or"
                                        + " set JAVA_HOME\n"));
    }

    @Test
    void hasEveryFileThatItsPagesName() {
        assertThat(installed.resolve("bin/bft.bat")).isRegularFile();
        assertThat(installed.resolve("LICENSE")).isRegularFile();
        for (String file : List.of("Containerfile", "bft-server.service", "kubernetes.yaml")) {
            assertThat(installed.resolve("etc/" + file)).isRegularFile();
        }
        assertThat(installed.resolve("docs/OPERATING.md")).isRegularFile();
    }
}
