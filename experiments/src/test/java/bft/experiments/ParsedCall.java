package bft.experiments;

import bft.experiments.run.RunSettings;
import bft.server.config.ServerSettings;
import bft.worker.config.Setting;
import bft.worker.config.SettingList;
import bft.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
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
            SettingList settings =
                    switch (parsed.commandSpec().name()) {
                        case "serve" -> ServerSettings.ofServer();
                        case "work" -> WorkerSettings.LIST;
                        default -> RunSettings.ALL;
                    };
            parsed.matchedOptions().forEach(option -> check(option, settings));
            parsed = parsed.hasSubcommand() ? parsed.subcommand() : null;
        }
    }

    private static void check(OptionSpec option, SettingList settings) {
        for (Setting<?> setting : settings.all()) {
            if (setting.option().equals(option.longestName()) && !setting.type().isFlag()) {
                setting.type().read(String.valueOf(option.<Object>getValue()));
            }
        }
    }
}
