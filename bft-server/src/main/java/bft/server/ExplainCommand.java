package bft.server;

import bft.server.audit.Explanation;
import bft.server.audit.Explanation.Push;
import bft.server.recording.RecordedGradients;
import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains what became of a worker's gradient. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says why a worker's gradient counted as it did in a round of an audit log.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:no such round, a file cannot be read, or a bad value"})
final class ExplainCommand implements Callable<Integer> {
    static final String NAME = "explain";

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

    @Override
    public Integer call() {
        try {
            Explanation explanation = Explanation.of(log, round, worker);
            Map<Push, float[]> data =
                    recording == null
                            ? Map.of()
                            : RecordedGradients.of(recording, explanation.pushes());
            explanation.text(data).forEach(ErrorMessages::print);
            return ExitCode.FINISHED.code();
        } catch (IOException | IllegalArgumentException e) {
            return ErrorMessages.badValue(OneLine.of(e));
        }
    }
}
