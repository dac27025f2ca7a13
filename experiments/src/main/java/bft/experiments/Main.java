package bft.experiments;

import bft.experiments.benchmark.BenchCommand;
import bft.experiments.doctor.DoctorCommand;
import bft.experiments.lab.command.ExperimentCommand;
import bft.experiments.output.Outlet;
import bft.experiments.output.UnwritableException;
import bft.experiments.reference.ReferenceCommand;
import bft.experiments.reference.Registries;
import bft.experiments.terminal.Terminal;
import bft.server.ServerMain;
import bft.worker.WorkerMain;
import bft.worker.command.ExitCode;
import bft.worker.command.Failures;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line {@code bft}. */
@Command(
        name = "bft",
        version = "bft 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Training that survives Byzantine workers: try it, run it, measure it.",
        footer = {
            "  bft demo",
            "  bft train --workers 11 --byzantine 3 --attack sign-flip:scale=10 --rule multi-krum",
            "  bft serve --workers 11 --byzantine 3 --rounds 1000 --dimension 2570 --model softmax \\",
            "      --tokens tokens --create-tokens --state-dir state",
            "  bft work --server 127.0.0.1:7070 --token-file tokens/worker-0",
            "  bft train --help"
        })
public final class Main {
    private static final int WIDTH = 100;

    /** What becomes of errors. */
    static final Failures FAILURES = new Failures(Main::known);

    private Main() {}

    public static void main(String[] arguments) {
        withoutTemporaryFiles();
        withNumbersOfNoLocale();
        System.setProperty("java.awt.headless", "true");
        if (List.of(arguments).contains("serve")) {
            ServerMain.prepare();
        }
        var outlet = new Outlet(utf8(FileDescriptor.out));
        var out = new PrintWriter(outlet, true);
        boolean isList = arguments.length > 0 && Registries.names().contains(arguments[0]);
        int code = FAILURES.run(isList ? list(out) : commandLine(out), arguments);
        out.flush();
        System.exit(outlet.failure().map(Main::unprinted).orElse(code));
    }

    /** Vert.x would unpack resources of the class path; nothing here is read that way. */
    static void withoutTemporaryFiles() {
        System.setProperty("vertx.disableFileCaching", "true");
        System.setProperty("vertx.disableFileCPResolving", "true");
    }

    /** Records and messages do not depend on the digits of a locale. */
    static void withNumbersOfNoLocale() {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    }

    private static int unprinted(IOException e) {
        if (("" + e.getMessage()).contains("Broken pipe")) {
            return ExitCode.READER_GONE.code();
        }
        System.err.println("bft: " + new UnwritableException(e).getMessage());
        return ExitCode.NOT_WRITTEN.code();
    }

    /** The command with all its subcommands, which print their results to {@code out}. */
    static CommandLine commandLine(PrintWriter out) {
        var program = new CommandLine(new Main());
        program.addSubcommand(new DemoCommand())
                .addSubcommand(new TrainCommand())
                .addSubcommand(new AggregateCommand())
                .addSubcommand(new ExperimentCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new ChaosCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new ByzantineWorkerCommand())
                .addSubcommand(new ReferenceCommand());
        program.addSubcommand("serve", new CommandLine(new ServerMain()).setCommandName("serve"))
                .addSubcommand("work", new CommandLine(new WorkerMain()).setCommandName("work"));
        Registries.addTo(program);
        ServerMain.addOperatorsCommands(program);
        program.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        return printing(program, out);
    }

    /** The same for one of the lists, without the others, so that it starts fast. */
    private static CommandLine list(PrintWriter out) {
        var program = new CommandLine(new Main());
        Registries.addTo(program);
        return printing(Failures.withDebug(program), out);
    }

    private static CommandLine printing(CommandLine program, PrintWriter out) {
        return program.setOut(out)
                .setErr(new PrintWriter(utf8(FileDescriptor.err), true))
                .setUsageHelpWidth(WIDTH)
                .setOverwrittenOptionsAllowed(true);
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> all = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            all.put("" + code.code(), code.meaning());
        }
        return all;
    }

    private static Optional<ExitCode> known(Throwable error) {
        return error instanceof UnwritableException
                ? Optional.of(ExitCode.NOT_WRITTEN)
                : WorkerMain.exitCode(error);
    }

    /** Standard output as a person sees it. */
    static Terminal terminal(CommandLine commandLine) {
        return Terminal.standardOutput(
                commandLine.getOut(), System.getProperties(), System.getenv());
    }

    /** Tables and curves use characters that the platform's encoding may lack. */
    private static Writer utf8(FileDescriptor descriptor) {
        var stream = new FileOutputStream(descriptor);
        return new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    }
}
