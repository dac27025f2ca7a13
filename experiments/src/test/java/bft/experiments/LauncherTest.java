package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script, in a built copy of the tree, with a java that prints its arguments. */
@Timeout(60)
class LauncherTest {
    private static final Path SCRIPT = Path.of("bft");
    private static final String JAVA =
            """
            #!/usr/bin/env bash
            case "$*" in
                *XshowSettings*) echo "    java.specification.version = 17" ;;
                --list-modules) ;;
                *) printf '%s\\n' "$@" "LC_ALL=${LC_ALL-}" "letters=$(locale charmap)" ;;
            esac
            """;

    @TempDir Path root;

    @BeforeEach
    void copy() throws IOException {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash");
        Path module = Files.createDirectories(root.resolve("experiments"));
        Files.createDirectories(module.resolve("src/main"));
        Files.createDirectories(module.resolve("target/lib"));
        Files.writeString(root.resolve("pom.xml"), "");
        Files.writeString(module.resolve("pom.xml"), "");
        Files.copy(SCRIPT, module.resolve("bft"));
        script(root.resolve("jdk/bin/java"), JAVA);
        Files.writeString(module.resolve("target/bft.built"), "");
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private List<String> lines(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", root.resolve("experiments/bft").toString());
        builder.command().addAll(List.of(arguments));
        List.of("LC_ALL", "LC_CTYPE", "LANG", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
                .forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().put("XDG_CACHE_HOME", root.resolve("cache").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        byte[] told = process.getInputStream().readAllBytes();
        String text = new String(told, StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text.lines().toList();
    }

    @Test
    void choosesACollectorOnlyWhereTheUserHasNot() throws Exception {
        assertThat(lines(Map.of(), "rules")).contains("-XX:+UseSerialGC", "rules");
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            var users = Map.of(variable, "-XX:+UseParallelGC -XX:ObjectAlignmentInBytes=8");
            assertThat(lines(users, "rules"))
                    .noneMatch(line -> line.contains("GC") || line.contains("Alignment"))
                    .contains("rules");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "", "xx_YY"})
    void givesJavaALocaleWithAllLettersWhereTheUsersHasOnlyAscii(String locale) throws Exception {
        assumeTrue(hasUtf8(), "skipped: there is no locale C.UTF-8");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("LC_ALL", locale);
        environment.put("LANG", locale);
        assertThat(lines(environment, "train", "--out=жук")).contains("letters=UTF-8", "--out=жук");
    }

    @Test
    void leavesALocaleWithAllLettersAlone() throws Exception {
        assumeTrue(hasUtf8(), "skipped: there is no locale C.UTF-8");
        assertThat(lines(Map.of("LANG", "C.UTF-8"), "rules")).contains("LC_ALL=", "letters=UTF-8");
    }

    private static boolean hasUtf8() throws IOException {
        Process locales = new ProcessBuilder("locale", "-a").start();
        String names =
                new String(locales.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return names.lines().anyMatch(name -> name.matches("(?i)C\\.utf-?8"));
    }

    /** A clone may be configured to write Windows line ends, which no shell accepts. */
    @Test
    void keepsItsLineEndsInEveryClone() throws Exception {
        Process git =
                new ProcessBuilder("git", "check-attr", "eol", "bft", "../.ci/run")
                        .redirectErrorStream(true)
                        .start();
        String told = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(git.waitFor() == 0, "skipped: this is no clone");
        assertThat(told.lines()).hasSize(2).allMatch(line -> line.endsWith("eol: lf"));
    }
}
