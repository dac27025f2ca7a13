package bft.server.config;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the job outlives the server, as an operator says it. */
final class StateOptions {
    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Keep the whole state of the job in checkpoints here, and go on from the newest"
                            + " at the next start. One job a directory.")
    Path directory;

    @Option(
            names = "--checkpoint-every",
            defaultValue = "1",
            paramLabel = "ROUNDS|TIME",
            description =
                    "Write a checkpoint each so many rounds, or each 30s, 10m, 2h. With 1 workers"
                            + " hear of a round only when it is on the disk, so that a crash costs"
                            + " nothing; with R at most R-1 rounds.")
    String every;

    @Option(
            names = "--keep-checkpoints",
            defaultValue = "3",
            paramLabel = "K",
            description = "How many checkpoints are kept.")
    int keep;

    @Option(
            names = "--on-state-error",
            defaultValue = "continue",
            paramLabel = "continue|stop",
            description =
                    "What to do when a checkpoint cannot be written: go on, try again and say so in"
                            + " /health, metrics and log; or end the job.")
    String onError;

    /**
     * @throws IllegalArgumentException with the value and what is taken
     */
    Optional<StateSettings> toSettings() {
        if (directory == null) {
            return Optional.empty();
        }
        boolean stops =
                switch (onError) {
                    case "stop" -> true;
                    case "continue" -> false;
                    default ->
                            throw new IllegalArgumentException(
                                    "on-state-error is continue or stop, got '" + onError + "'");
                };
        return Optional.of(
                new StateSettings(directory, CheckpointInterval.parse(every), keep, stops));
    }
}
