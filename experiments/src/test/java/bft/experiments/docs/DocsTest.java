package bft.experiments.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.experiments.CommandRun;
import bft.experiments.ParsedCall;
import bft.server.config.ServerSettings;
import bft.worker.config.YamlValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command and every piece of code on the pages: read by the real parser, or run. */
class DocsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK =
            Pattern.compile("(?m)^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Set<String> LANGUAGES = Set.of("sh", "text", "java", "python", "yaml");

    /** Commands that take less than a second and need nothing. */
    private static final Set<String> SHORT =
            Set.of(
                    "rules",
                    "codecs",
                    "federated-methods",
                    "reference",
                    "completion",
                    "experiment list",
                    "chaos --list");

    /** All pages but the changelog, which also names what is gone. */
    static List<Path> pages() throws IOException {
        List<Path> all = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (String folder :
                List.of(
                        "aggregation-rules",
                        "bft-server",
                        "bft-worker",
                        "experiments",
                        "experiments/docs",
                        ".github")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(all::add);
            }
        }
        return all;
    }

    private static List<String> blocks(String page, String language) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandIsOneThatTheProgramTakes(Path page) throws Exception {
        String text = Files.readString(page);
        assertThat(BLOCK.matcher(text).results().map(block -> block.group(1)).toList())
                .as("languages of blocks in " + page)
                .isSubsetOf(LANGUAGES);
        for (String block : blocks(text, "sh")) {
            for (List<String> call : ShellText.calls(block)) {
                try {
                    ParsedCall.check(call);
                } catch (RuntimeException e) {
                    throw new AssertionError(page + ": bft " + String.join(" ", call), e);
                }
                String words = String.join(" ", call);
                if (SHORT.contains(words)) {
                    CommandRun run = CommandRun.of(call.toArray(String[]::new));
                    assertThat(run.code()).as(words).isZero();
                }
            }
        }
    }

    /** Of words in a sentence only names are checked: their values may be placeholders. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandAndOptionInASentenceExists(Path page) throws IOException {
        String text = BLOCK.matcher(Files.readString(page)).replaceAll("");
        List<String> wrong = new ArrayList<>();
        SPAN.matcher(text)
                .results()
                .map(span -> span.group(1).replaceAll("\\s+", " "))
                .filter(span -> span.matches("(experiments/)?bft(-server|-worker)? .*"))
                .forEach(
                        span ->
                                ShellText.calls(span)
                                        .forEach(
                                                call ->
                                                        ParsedCall.unknown(call)
                                                                .ifPresent(
                                                                        word ->
                                                                                wrong.add(
                                                                                        span + ": "
                                                                                                + word))));
        assertThat(wrong).as(page.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkToAFileOfTheTreeLeadsSomewhere(Path page) throws IOException {
        String text = BLOCK.matcher(Files.readString(page)).replaceAll("");
        assertThat(LINK.matcher(text).results().map(link -> link.group(1)))
                .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockForTheShellIsOneThatBashReads(Path page) throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash");
        List<String> blocks = blocks(Files.readString(page), "sh");
        if (blocks.isEmpty()) {
            return;
        }
        Process bash = new ProcessBuilder("/bin/bash", "-n").redirectErrorStream(true).start();
        try (var input = bash.getOutputStream()) {
            input.write(String.join("\n", blocks).getBytes(StandardCharsets.UTF_8));
        }
        String told = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(page + ": " + told).isZero();
    }

    /** The Java of the pages beside this module is code of a test here, which runs. */
    @Test
    void everyPieceOfJavaIsCodeOfATest() throws IOException {
        String here =
                withoutLayout(
                        Files.readString(
                                Path.of("src/test/java/bft/experiments/docs/ExtendingTest.java")));
        List<String> pieces = new ArrayList<>();
        for (Path page : pages()) {
            if (page.getParent().endsWith("docs")) {
                pieces.addAll(blocks(Files.readString(page), "java"));
            }
        }
        assertThat(pieces).hasSizeGreaterThan(3);
        assertThat(pieces).allSatisfy(piece -> assertThat(here).contains(withoutLayout(piece)));
    }

    @Test
    void everySettingsFileIsOneThatTheServerTakes() throws IOException {
        for (Path page : pages()) {
            for (String block : blocks(Files.readString(page), "yaml")) {
                if (page.getParent().endsWith("docs")) {
                    ServerSettings.ofServer().read(YamlValue.document(page.toString(), block));
                }
            }
        }
    }

    private static String withoutLayout(String code) {
        return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }
}
