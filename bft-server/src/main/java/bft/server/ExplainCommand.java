package bft.server;

import bft.server.audit.RoundExplanation;
import bft.server.audit.RoundExplanation.Push;
import bft.server.recording.RecordedGradients;
import bft.worker.command.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains what became of a worker's gradient. */
@Command(
        name = "explain",
        description = "Says why a worker's gradient counted as it did in a round of an audit log.",
        exitCodeList = {"0:done", "2:no such round, a file cannot be read, or a bad value"},
        footer = {
            "  ${COMMAND-FULL-NAME} audit.jsonl --round 7 --worker 3 --record record",
            "  ${COMMAND-FULL-NAME} audit.jsonl --round 7 --worker 3 --json"
        })
final class ExplainCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "LOG", description = "The file given to --audit-log.")
    private Path log;

    @Option(
            names = "--round",
            paramLabel = "R",
            required = true,
            description = "The round, from 0: the version that it started from.")
    private long round;

    @Option(names = "--worker", paramLabel = "W", required = true, description = "Its number.")
    private int worker;

    @Option(
            names = "--record",
            paramLabel = "DIR",
            description = "The directory given to --record: adds the nearest neighbours.")
    private Path recording;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        RoundExplanation explanation = RoundExplanation.of(log, round, worker);
        Map<Push, float[]> data =
                recording == null
                        ? Map.of()
                        : RecordedGradients.of(recording, explanation.pushes());
        if (json) {
            Terminal.print(spec, explanation.json(data));
        } else {
            explanation.text(data).forEach(line -> Terminal.print(spec, line));
        }
        return ExitCode.DONE.code();
    }
}
