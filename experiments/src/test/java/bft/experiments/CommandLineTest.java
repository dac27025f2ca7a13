package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bft.experiments.docs.ShellText;
import bft.worker.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What all commands have in common. */
class CommandLineTest {
    private static final Path EXIT_CODES = Path.of("docs/EXIT-CODES.md");

    private static CommandLine bft() {
        return Main.commandLine(new PrintWriter(Writer.nullWriter()));
    }

    private static Map<String, CommandLine> visible(String prefix, CommandLine command) {
        Map<String, CommandLine> all = new LinkedHashMap<>();
        command.getSubcommands()
                .forEach(
                        (name, sub) -> {
                            if (!sub.getCommandSpec().usageMessage().hidden()) {
                                all.put(prefix + name, sub);
                                all.putAll(visible(prefix + name + " ", sub));
                            }
                        });
        return all;
    }

    @Test
    void serverAndWorkerAreCommandsWithAllTheirOptions() {
        assertThat(bft().getSubcommands())
                .containsKeys(
                        "serve",
                        "work",
                        "train",
                        "demo",
                        "status",
                        "stop",
                        "workers",
                        "explain",
                        "doctor",
                        "bench",
                        "experiment",
                        "aggregate",
                        "rules",
                        "enrol",
                        "revoke",
                        "tokens",
                        "inspect",
                        "verify",
                        "replay",
                        "completion");
        assertThat(CommandRun.of("serve", "--help").out()).contains("--state-dir=", "--debug");
        assertThat(CommandRun.of("work", "--help").out()).contains("--token-file=", "--debug");
        assertThat(CommandRun.of("serve", "--workers", "x").err())
                .contains("bft: --workers must be a whole number", "'--rounds=N'");
    }

    @Test
    void everyCommandHasADescriptionAndExamplesThatItsParserAccepts() {
        var bft = bft();
        List<String> without = new ArrayList<>();
        Map<String, CommandLine> all = visible("", bft);
        all.put("", bft);
        all.forEach(
                (name, command) -> {
                    var usage = command.getCommandSpec().usageMessage();
                    assertThat(usage.description()).as(name).isNotEmpty();
                    boolean isGroup = !command.getSubcommands().isEmpty() && !name.isEmpty();
                    String examples = command.getHelp().footer().replaceAll("(?m)^ {4}", "  ");
                    List<List<String>> calls = ShellText.calls(examples);
                    if (calls.isEmpty() && !isGroup) {
                        without.add(name);
                    }
                    calls.forEach(ParsedCall::check);
                });
        assertThat(without).as("commands without an example").isEmpty();
    }

    @Test
    void theLauncherKnowsAllListsWhichAreToStartFast() throws IOException {
        String launcher = Files.readString(Path.of("bft"));
        String lists =
                launcher.substring(launcher.indexOf("is_short()"), launcher.indexOf("run_short()"));
        bft().getSubcommands()
                .forEach(
                        (name, command) -> {
                            Object object = command.getCommandSpec().userObject();
                            if (object.getClass().getSimpleName().equals("RegistryCommand")) {
                                assertThat(lists).containsPattern("[ |] *" + name + "[ )]");
                            }
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trian | did you mean 'train'",
                "rulse | did you mean 'rules'",
                "serve --worker 3 | did you mean '--workers'",
                "tokens lits | did you mean 'list'"
            })
    void anUnknownWordIsAnsweredWithTheNearest(String call, String answer) {
        CommandRun run = CommandRun.of(call.split(" "));
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(run.err()).contains(answer).contains("--help)").hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void nothingThatIsNotATerminalGetsEscapeCodes() {
        for (String call : List.of("rules", "--help", "train --help", "doctor", "filters --json")) {
            CommandRun run = CommandRun.of(call.split(" "));
            assertThat(run.out() + run.err()).as(call).doesNotContain("\u001b").isNotBlank();
        }
    }

    @Test
    void whoNamesNoCommandIsToldOne() throws Exception {
        CommandRun run = CommandRun.of();
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT.code());
        assertThat(run.err()).isEqualTo("bft: name a command, such as demo (see bft --help)\n");
    }

    @Test
    void everyExitCodeIsOnThePageAndCommandsGiveNoOthers() throws IOException {
        String page = Files.readString(EXIT_CODES);
        for (ExitCode code : ExitCode.values()) {
            assertThat(page).contains("| %s | %s |".formatted(code.code(), code.meaning()));
        }
        assertThat(page.lines().filter(line -> line.matches("\\| \\d+ .*")))
                .hasSize(ExitCode.values().length);
        Set<String> known =
                Arrays.stream(ExitCode.values())
                        .map(code -> "" + code.code())
                        .collect(Collectors.toCollection(TreeSet::new));
        visible("", bft())
                .forEach(
                        (name, command) ->
                                assertThat(known)
                                        .as(name)
                                        .containsAll(
                                                command.getCommandSpec()
                                                        .usageMessage()
                                                        .exitCodeList()
                                                        .keySet()));
    }

    @Test
    void bashCompletesCommandsAndOptions(@TempDir Path directory) throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/bash")), "skipped: there is no bash");
        CommandRun run = CommandRun.of("completion", "bash");
        assertThat(run.code()).isZero();
        assertThat(CommandRun.of("completion", "zsh").out()).isEqualTo(run.out());
        Path script = Files.writeString(directory.resolve("bft.bash"), run.out());
        assertThat(bash("bash -n " + script)).isEmpty();
        assertThat(completions(script, "bft", "tra")).isEqualTo("train");
        assertThat(completions(script, "bft", "serve", "--state")).isEqualTo("--state-dir");
    }

    private static String completions(Path script, String... words) throws Exception {
        return bash(
                "source %s; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%s; COMP_LINE='%s'; _complete_bft; echo ${COMPREPLY[*]}"
                        .formatted(
                                script,
                                String.join(" ", words),
                                words.length - 1,
                                String.join(" ", words)));
    }

    private static String bash(String command) throws Exception {
        Process process =
                new ProcessBuilder("/bin/bash", "-c", command).redirectErrorStream(true).start();
        byte[] told = process.getInputStream().readAllBytes();
        String text = new String(told, StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text.strip();
    }
}
