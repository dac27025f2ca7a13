package bft.experiments;

import bft.experiments.run.RunSettings;
import bft.server.config.ServerSettings;
import bft.worker.config.Setting;
import bft.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A call of the command line that is read, with all its values, but not run. */
public final class ParsedCall {
    private ParsedCall() {}

    /**
     * Reads it.
     *
     * @throws RuntimeException with what is wrong
     */
    public static void check(List<String> arguments) {
        CommandLine bft = Main.commandLine(new PrintWriter(Writer.nullWriter()));
        ParseResult parsed = bft.parseArgs(arguments.toArray(String[]::new));
        while (parsed != null) {
            List<Setting<?>> settings = settings(parsed.commandSpec().name());
            parsed.matchedOptions().forEach(option -> check(option, settings));
            parsed = parsed.hasSubcommand() ? parsed.subcommand() : null;
        }
    }

    /** A command or an option in the call that does not exist; empty if all of them do. */
    public static Optional<String> unknown(List<String> arguments) {
        CommandLine command = Main.commandLine(new PrintWriter(Writer.nullWriter()));
        boolean isNaming = true;
        for (String word : arguments) {
            CommandLine next = isNaming ? command.getSubcommands().get(word) : null;
            if (next != null) {
                command = next;
            } else if (word.startsWith("--")) {
                String name = word.replaceAll("[=,.].*", "");
                if (!command.getCommandSpec().optionsMap().containsKey(name)) {
                    return Optional.of(name);
                }
                isNaming = false;
            } else if (isNaming && !command.getSubcommands().isEmpty()) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    private static List<Setting<?>> settings(String command) {
        return List.copyOf(
                switch (command) {
                    case "serve" -> ServerSettings.ofServer().all();
                    case "work" -> WorkerSettings.LIST.all();
                    case "train", "breakdown", "chaos" -> RunSettings.ALL.all();
                    default -> List.<Setting<?>>of();
                });
    }

    private static void check(OptionSpec option, List<Setting<?>> settings) {
        for (Setting<?> setting : settings) {
            if (setting.option().equals(option.longestName()) && !setting.type().isFlag()) {
                setting.type().read(String.valueOf(option.<Object>getValue()));
            }
        }
    }
}
