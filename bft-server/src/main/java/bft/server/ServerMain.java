package bft.server;

import bft.server.checkpoint.StateException;
import bft.server.config.PortException;
import bft.server.config.ServerConfig;
import bft.server.config.ServerOptions;
import bft.server.config.ServerSettings;
import bft.worker.command.ExitCode;
import bft.worker.command.Failures;
import bft.worker.config.OneLine;
import bft.worker.config.Role;
import bft.worker.config.SettingOptions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A server as a process. */
@Command(
        name = "bft-server",
        showDefaultValues = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Serves one training job to n workers of whom f may be Byzantine.",
        exitCodeList = {
            "0:the job finished, its model is written",
            "1:a port could not be opened, or an internal error",
            "2:a bad value or file, each named with its limit",
            "3:the job failed: the message says why, the last model is written",
            "4:an output file could not be written in full: the message says which",
            "5:ended early by a signal (SIGTERM, SIGINT, SIGHUP) or stop, the last model is written"
        },
        footer = {
            "  ${COMMAND-FULL-NAME} --workers 11 --byzantine 3 --rule multi-krum --rounds 1000 \\",
            "      --dimension 7850 --model softmax --tokens tokens --create-tokens --state-dir state",
            "",
            "Started with nohup, it ignores SIGHUP. Paths with non-ASCII letters"
                    + " need a locale that supports them, such as LC_ALL=C.UTF-8. Options of the JVM,"
                    + " such as -Xmx3g, go before -jar or into JAVA_TOOL_OPTIONS."
        })
public final class ServerMain implements Callable<Integer> {
    /** Property that sets the log pattern in {@code logback-server.xml}. */
    private static final String STACKS = "bft.stacks";

    private static final Failures FAILURES = new Failures(error -> Optional.empty());

    private SettingOptions options;
    private CommandSpec spec;

    /** The command, for a program of several commands. */
    public ServerMain() {}

    @Spec
    void declare(CommandSpec command) {
        spec = command;
        options = SettingOptions.withFile(command, Role.SERVER, ServerSettings.ofServer());
    }

    public static void main(String[] args) {
        prepare();
        CommandLine command = addOperatorsCommands(new CommandLine(new ServerMain()));
        System.exit(FAILURES.run(command, args));
    }

    /** Adds the commands of who runs a server. */
    public static CommandLine addOperatorsCommands(CommandLine program) {
        program.addSubcommand(new StatusCommand())
                .addSubcommand(new StopCommand())
                .addSubcommand(new MemberCommands.Group())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(new TokenCommands.Enrol())
                .addSubcommand(new TokenCommands.Revoke())
                .addSubcommand(new TokenCommands.Group())
                .addSubcommand(new InspectCommand())
                .addSubcommand(new VerifyCommand())
                .addSubcommand(new ReplayCommand());
        return Failures.withDebug(program);
    }

    /**
     * The options of such a call.
     *
     * @param arguments behind the program's name
     */
    public static ServerOptions options(List<String> arguments) {
        var server = new ServerMain();
        new CommandLine(server).parseArgs(arguments.toArray(String[]::new));
        return new ServerOptions(server.options.values());
    }

    /** Before the first logger; numbers must not depend on the machine's locale. */
    public static void prepare() {
        Locale.setDefault(Locale.ROOT);
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-server.xml");
        }
    }

    @Override
    public Integer call() throws IOException {
        boolean isTraced = Failures.areTraced(spec);
        if (isTraced) {
            System.setProperty(STACKS, "%ex");
        }
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, error) -> FAILURES.report(spec.commandLine(), error, isTraced));
        ServerOptions server;
        ServerConfig checked;
        try {
            server = new ServerOptions(options.values());
            checked = server.toConfig();
        } catch (IllegalArgumentException e) {
            return Failures.tell(spec, e.getMessage(), ExitCode.BAD_INPUT);
        }
        Logger logger = LoggerFactory.getLogger(ServerMain.class);
        server.warnings().forEach(logger::warn);
        try (var process =
                new ServerProcess(
                        checked,
                        server.outputs().state(),
                        server.outputs(),
                        List.of(server.memory(), server.times()),
                        server.textsOfJob())) {
            return process.run().code();
        } catch (StateException e) {
            return Failures.tell(spec, e.getMessage(), ExitCode.BAD_INPUT);
        } catch (PortException e) {
            return Failures.tell(spec, e.getMessage(), ExitCode.FAILED);
        } catch (IOException e) {
            return Failures.tell(spec, OneLine.of(e), ExitCode.FAILED);
        }
    }
}
