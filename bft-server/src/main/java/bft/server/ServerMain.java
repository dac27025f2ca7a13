package bft.server;

import bft.server.checkpoint.StateException;
import bft.server.config.PortException;
import bft.server.config.ServerConfig;
import bft.server.config.ServerOptions;
import bft.server.config.ServerSettings;
import bft.worker.config.OneLine;
import bft.worker.config.Role;
import bft.worker.config.SettingOptions;
import bft.worker.config.ValueType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A server as a process. */
@Command(
        name = "bft-server",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Serves one training job to n workers of whom f may be Byzantine.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the job finished, its model is written",
            "1:a port could not be opened, or an internal error",
            "2:a bad value or file, each named with its limit",
            "3:the job failed: the message says why, the last model is written",
            "4:an output file could not be written in full: the message says which",
            "5:ended early by a signal (SIGTERM, SIGINT, SIGHUP), the last model is written"
        },
        footer = {
            "",
            "bft-server inspect FILE shows what is in a checkpoint of --state-dir, and writes its"
                    + " model. bft-server verify LOG checks an audit log."
                    + " bft-server explain LOG says why a gradient counted as it did."
                    + " bft-server replay DIR repeats a recording.",
            "bft-server enrol NAME, revoke NAME and tokens list say who may take part,"
                    + " bft-server members who counts in a running job.",
            "",
            "Started with nohup, it ignores SIGHUP. Paths with non-ASCII letters"
                    + " need a locale that supports them, such as LC_ALL=C.UTF-8. Options of the JVM,"
                    + " such as -Xmx3g, go before -jar or into JAVA_TOOL_OPTIONS."
        })
public final class ServerMain implements Callable<Integer> {
    private SettingOptions options;

    @Option(names = "--debug", description = "Show the stack trace of each error.")
    private boolean debug;

    private final ErrorMessages messages;

    private ServerMain(ErrorMessages messages) {
        this.messages = messages;
    }

    @Spec
    void declare(CommandSpec spec) {
        options = SettingOptions.withFile(spec, Role.SERVER, ServerSettings.ofServer());
    }

    public static void main(String[] args) {
        // Numbers in records and messages must not depend on the machine's locale.
        Locale.setDefault(Locale.ROOT);
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-server.xml");
        }
        System.exit(execute(args));
    }

    private static int execute(String[] args) {
        var messages = new ErrorMessages();
        Optional<Object> other = otherCommand(args);
        var command = new CommandLine(other.orElseGet(() -> new ServerMain(messages)));
        return command.setParameterExceptionHandler(messages)
                .setExecutionExceptionHandler(messages)
                .registerConverter(Path.class, ValueType.path("FILE")::read)
                .execute(other.isPresent() ? Arrays.copyOfRange(args, 1, args.length) : args);
    }

    /** What the first word asks for, if not a server. */
    private static Optional<Object> otherCommand(String[] args) {
        return switch (args.length == 0 ? "" : args[0]) {
            case InspectCommand.NAME -> Optional.of(new InspectCommand());
            case VerifyCommand.NAME -> Optional.of(new VerifyCommand());
            case ExplainCommand.NAME -> Optional.of(new ExplainCommand());
            case ReplayCommand.NAME -> Optional.of(new ReplayCommand());
            case "enrol" -> Optional.of(new TokenCommands.Enrol());
            case "revoke" -> Optional.of(new TokenCommands.Revoke());
            case "tokens" -> Optional.of(new TokenCommands.Group());
            case "members" -> Optional.of(new MemberCommands.Group());
            default -> Optional.empty();
        };
    }

    @Override
    public Integer call() throws IOException {
        messages.showStacks(debug);
        ServerOptions server;
        ServerConfig checked;
        try {
            server = new ServerOptions(options.values());
            checked = server.toConfig();
        } catch (IllegalArgumentException e) {
            return ErrorMessages.badValue(e.getMessage());
        }
        Logger logger = LoggerFactory.getLogger(ServerMain.class);
        server.warnings().forEach(logger::warn);
        try (var process =
                new ServerProcess(
                        checked,
                        server.state(),
                        server.outputs(),
                        server.times(),
                        server.textsOfJob())) {
            return process.run().code();
        } catch (StateException e) {
            return ErrorMessages.badValue(e.getMessage());
        } catch (PortException e) {
            return ErrorMessages.noServer(e.getMessage());
        } catch (IOException e) {
            return ErrorMessages.noServer(OneLine.of(e));
        }
    }
}
