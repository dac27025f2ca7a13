package bft.experiments.doctor;

import bft.experiments.terminal.TextColumns;
import bft.experiments.vectors.JsonVectors;
import bft.spec.BadArgument;
import bft.worker.command.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether this machine is fit for a server, a worker or a run. */
@Command(
        name = "doctor",
        showDefaultValues = true,
        description = {
            "Checks Java, the vector module, flags of the JVM, memory, ports, the clock, the limit of open"
                    + " files, and directories.",
            "fail: a server, a worker or a run would not work; warn: it would be slower or smaller."
        },
        exitCodeList = {"0:nothing fails", "1:something fails", "2:a bad value"},
        footer = "  ${COMMAND-FULL-NAME} --port 7070 --port 7071 --out . --json")
public final class DoctorCommand implements Callable<Integer> {
    private static final int WIDTH = 100;

    @Spec private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7070,7071",
            split = ",",
            description = "Ports of a server; may be repeated.")
    private List<Integer> ports;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Directory of the data sets.")
    private Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Directory that a server or a run writes to.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        BadArgument.when(ports.stream().anyMatch(port -> port < 1 || port > 65_535))
                .because("--port must be in [1, 65535], got %s", ports);
        List<Finding> findings =
                Doctor.examine(Instant.now(), ports, Optional.ofNullable(data), out);
        if (json) {
            spec.commandLine().getOut().println(JsonVectors.MAPPER.writeValueAsString(findings));
        } else {
            TextColumns.of(findings.stream().map(Finding::row).toList(), 1, WIDTH)
                    .forEach(spec.commandLine().getOut()::println);
        }
        boolean fails = findings.stream().anyMatch(one -> one.state() == Finding.State.FAIL);
        return (fails ? ExitCode.FAILED : ExitCode.DONE).code();
    }
}
