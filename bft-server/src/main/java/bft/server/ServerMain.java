package bft.server;

import bft.server.checkpoint.StateException;
import bft.server.config.ConfigFile;
import bft.server.config.PortException;
import bft.server.config.ServerConfig;
import bft.server.config.ServerOptions;
import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Unmatched;

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
            "1:a port could not be had, or an error of the server",
            "2:a bad value or file, each named with its limit",
            "3:the job failed: the message says why, the last model is written",
            "4:an output file could not be written in full: the message says which",
            "5:ended early by a signal (SIGTERM, SIGINT, SIGHUP), the last model is written"
        },
        footer = {
            "",
            "bft-server inspect FILE tells what is in a checkpoint of --state-dir, and writes its"
                    + " model.",
            "",
            "Started with nohup it takes no notice of SIGHUP. Paths with other letters than ASCII"
                    + " need a locale that has them, such as LC_ALL=C.UTF-8. Options of the JVM,"
                    + " such as -Xmx3g, stand before -jar or in JAVA_TOOL_OPTIONS."
        })
public final class ServerMain implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with settings by name; flags win over it.")
    private Path config;

    @Mixin private ServerOptions options;

    @Option(names = "--debug", description = "Show the stack of each error.")
    private boolean debug;

    public static void main(String[] args) {
        // Numbers in records and messages are the same wherever the server runs.
        Locale.setDefault(Locale.ROOT);
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-server.xml");
        }
        System.exit(execute(args));
    }

    private static int execute(String[] args) {
        boolean inspects = args.length > 0 && args[0].equals(InspectCommand.NAME);
        return inspects ? inspect(Arrays.copyOfRange(args, 1, args.length)) : serve(args);
    }

    private static int inspect(String[] args) {
        var complaints = new Complaints();
        return new CommandLine(new InspectCommand())
                .setParameterExceptionHandler(complaints)
                .setExecutionExceptionHandler(complaints)
                .registerConverter(Path.class, Complaints::path)
                .execute(args);
    }

    private static int serve(String[] args) {
        var command = new CommandLine(new ServerMain());
        var complaints = new Complaints();
        command.setParameterExceptionHandler(complaints)
                .setExecutionExceptionHandler(complaints)
                .registerConverter(Path.class, Complaints::path)
                .registerConverter(int.class, Complaints::integer)
                .registerConverter(Integer.class, Complaints::integer)
                .registerConverter(long.class, Complaints::longInteger)
                .registerConverter(Long.class, Complaints::longInteger);
        var first = new FirstOptions();
        try {
            new CommandLine(first).registerConverter(Path.class, Complaints::path).parseArgs(args);
            if (first.file != null) {
                command.setDefaultValueProvider(
                        ConfigFile.read(first.file, command.getCommandSpec()));
            }
        } catch (IllegalArgumentException | ParameterException e) {
            return Complaints.badValue(e.getMessage());
        }
        complaints.showStacks(first.debug);
        return command.execute(args);
    }

    /** Read before all others, which take their defaults from the file. */
    @Command
    private static final class FirstOptions {
        @Option(names = "--config")
        private Path file;

        @Option(names = "--debug")
        private boolean debug;

        @Unmatched private List<String> others;
    }

    @Override
    public Integer call() throws IOException {
        ServerConfig checked;
        try {
            checked = options.toConfig();
        } catch (IllegalArgumentException e) {
            return Complaints.badValue(e.getMessage());
        }
        Logger logger = LoggerFactory.getLogger(ServerMain.class);
        options.warnings().forEach(logger::warn);
        try (var process = new ServerProcess(checked, options.state(), options.outputs())) {
            return process.run().code();
        } catch (StateException e) {
            return Complaints.badValue(e.getMessage());
        } catch (PortException e) {
            return Complaints.noServer(e.getMessage());
        } catch (IOException e) {
            return Complaints.noServer(OneLine.of(e));
        }
    }
}
