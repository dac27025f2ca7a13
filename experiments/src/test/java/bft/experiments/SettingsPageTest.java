package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import bft.experiments.lab.ExperimentKinds;
import bft.experiments.run.RunSettings;
import bft.server.config.LimitSettings;
import bft.server.config.OutputSettings;
import bft.server.config.PortSettings;
import bft.server.config.ServerSettings;
import bft.worker.config.Role;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
import bft.worker.config.SettingOptions;
import bft.worker.config.SettingValues;
import bft.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One list of settings: all programs have the same names and defaults, and the page is up to date.
 */
class SettingsPageTest {
    private static final Path PAGE = Path.of("SETTINGS.md");

    private static final String HEAD =
            """
            # Settings

            Each setting is declared once. Its name is the key in YAML and JSON files (`--config`, experiment files); with two
            dashes before it, it is the option. *server* is `bft-server`, *worker* is `bft-worker`, *run* is `bft train`,
            `bft experiment breakdown` and a point of an experiment. A test writes this page: `mvn -pl experiments -am test
            -Dtest=SettingsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dbft.write=true`.
            """;

    private static String page() {
        var page = new StringBuilder(HEAD);
        section(page, "What workers do, and on what data", WorkerSettings.LIST);
        section(page, "What steps a job makes", ServerSettings.OF_JOB);
        section(page, "What the server does besides", ServerSettings.LIST);
        section(page, "Where the server listens, and who may call it", PortSettings.LIST);
        section(page, "What the server writes", OutputSettings.LIST);
        section(page, "What a server allows", LimitSettings.LIST);
        section(page, "What only a run has", RunSettings.LIST);
        return page.toString();
    }

    private static void section(StringBuilder page, String title, SettingList settings) {
        page.append("\n## ").append(title).append("\n\n");
        page.append(
                "| setting | value | default | who | what |\n| --- | --- | --- | --- | --- |\n");
        for (Setting<?> setting : settings.all()) {
            List<String> cells =
                    List.of(
                            "`" + setting.name() + "`",
                            setting.type().isFlag() ? "flag" : "`" + setting.type().label() + "`",
                            defaultText(setting),
                            roles(setting),
                            setting.help());
            page.append("| ")
                    .append(
                            cells.stream()
                                    .map(cell -> cell.replace("|", "\\|"))
                                    .collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
    }

    private static String defaultText(Setting<?> setting) {
        String required =
                setting.whenMissing().requiredBy().stream()
                        .map(role -> "required by the " + role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining());
        String words = setting.whenMissing().words();
        return required + (required.isEmpty() || words.isEmpty() ? "" : ", else ") + words;
    }

    private static String roles(Setting<?> setting) {
        return Arrays.stream(Role.values())
                .filter(setting.roles()::contains)
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    @Test
    void thePageIsThatOfTheSettings() throws Exception {
        if (Boolean.getBoolean("bft.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE))
                .as("SETTINGS.md is not up to date: run this test with -Dbft.write=true")
                .isEqualTo(page());
    }

    private static Map<String, String> options(CommandSpec command, Role role) {
        Map<String, String> options = new TreeMap<>();
        for (Setting<?> setting : RunSettings.ALL.all()) {
            OptionSpec option = command.findOption(setting.option());
            if (option != null && !option.hidden()) {
                options.put(
                        setting.name(),
                        String.join("", option.description())
                                .replace(setting.help(), "")
                                .replaceFirst("^ (Default: )?", ""));
            }
        }
        assertThat(options).as("options of the role " + role).isNotEmpty();
        return options;
    }

    private static CommandSpec command(Role role, SettingList settings) {
        CommandSpec command = CommandSpec.create();
        SettingOptions.withFile(command, role, settings);
        return command;
    }

    /** All programs that have a setting have it with the same name and the same default. */
    @Test
    void trainFilesServerAndWorkerHaveTheSameNamesAndDefaults() {
        CommandLine bft = Main.commandLine(new PrintWriter(new StringWriter()));
        Map<String, String> train =
                options(bft.getSubcommands().get("train").getCommandSpec(), Role.RUN);
        Map<String, String> server =
                options(command(Role.SERVER, ServerSettings.ofServer()), Role.SERVER);
        Map<String, String> worker =
                options(command(Role.WORKER, WorkerSettings.LIST), Role.WORKER);
        SettingList keys =
                new ExperimentKinds(SettingValues.NONE, false).apply("training").settings();
        List<String> lines = new ArrayList<>();
        for (Setting<?> setting : RunSettings.ALL.all()) {
            String name = setting.name();
            String file = keys.names().contains(name) ? setting.whenMissing().words() + "." : "-";
            lines.add(
                    "%-15s | train: %s | file: %s | server: %s | worker: %s"
                            .formatted(
                                    name,
                                    train.get(name),
                                    file,
                                    server.getOrDefault(name, "-"),
                                    worker.getOrDefault(name, "-")));
            String words = setting.whenMissing().words();
            String defaultText = words.isEmpty() ? "" : words + ".";
            assertThat(train.get(name)).as("bft train --" + name).isEqualTo(defaultText);
            boolean inServer = setting.roles().contains(Role.SERVER);
            boolean inWorker = setting.roles().contains(Role.WORKER);
            boolean isRequired = !setting.whenMissing().requiredBy().isEmpty();
            assertThat(server.get(name))
                    .as("bft-server --" + name)
                    .isEqualTo(inServer ? isRequired ? "Required." : defaultText : null);
            assertThat(worker.get(name))
                    .as("bft-worker --" + name)
                    .isEqualTo(inWorker ? defaultText : null);
        }
        lines.forEach(System.out::println);
        assertThat(keys.names())
                .as("keys of experiment files: all except those that the command decides")
                .containsExactlyElementsOf(
                        RunSettings.ALL.without(WorkerSettings.SEED, RunSettings.RESTART).names());
    }
}
