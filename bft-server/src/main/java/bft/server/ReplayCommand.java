package bft.server;

import bft.aggregation.state.Snapshot;
import bft.server.checkpoint.Inspection;
import bft.server.config.ServerOptions;
import bft.server.model.NpyFile;
import bft.server.recording.Replay;
import bft.worker.client.Model;
import bft.worker.command.ExitCode;
import bft.worker.config.OneLine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Repeats a recording. */
@Command(
        name = "replay",
        showDefaultValues = true,
        description = {
            "Repeats what --record has recorded, and compares the SHA-256 of each model with the"
                    + " recorded one. They are the same to the bit on every machine that has the"
                    + " same kernels: plain Java, or vectors of as many lanes."
        },
        exitCodeList = {
            "0:every model is the same",
            "2:it cannot be read, or a bad value",
            "4:a model differs, or a file is damaged: the first one is named"
        },
        footer = {"  ${COMMAND-FULL-NAME} record --model replayed.npy"})
final class ReplayCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The directory given to --record.")
    private Path directory;

    @Option(
            names = "--from",
            paramLabel = "VERSION|CHECKPOINT",
            defaultValue = "0",
            description = {
                "A version: begin with the last file that begins at it or before. A file of"
                        + " --state-dir: begin with the state that was saved in it."
            })
    private String from;

    @Option(names = "--model", paramLabel = "OUT", description = "Write the last model as .npy.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private final List<String> report = new ArrayList<>();

    @Override
    public Integer call() {
        try {
            Replay.Outcome outcome = replay();
            if (json) {
                Terminal.print(spec, json(outcome));
            } else {
                outcome.difference().ifPresent(what -> print("DIFFERS: " + what));
            }
            if (out != null) {
                NpyFile.write(out, outcome.newest().map(Model::parameters).orElseThrow());
            }
            boolean isSame = outcome.difference().isEmpty() && !outcome.isDamaged();
            return (isSame ? ExitCode.DONE : ExitCode.NOT_WRITTEN).code();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(directory + ": " + OneLine.reason(e), e);
        }
    }

    private JsonObject json(Replay.Outcome outcome) {
        return new JsonObject()
                .put("difference", outcome.difference().orElse(null))
                .put("damaged", outcome.isDamaged())
                .put("compared_versions", outcome.compared())
                .put("version", outcome.newest().map(Model::version).orElse(null))
                .put("report", new JsonArray(report));
    }

    private void print(String line) {
        if (json) {
            report.add(line);
        } else {
            Terminal.print(spec, line);
        }
    }

    private Replay.Outcome replay() throws IOException {
        if (from.matches("\\d{1,18}")) {
            long version = Long.parseLong(from);
            return Replay.of(directory, version, ServerOptions::job, this::print);
        }
        Inspection saved = Inspection.of(Path.of(from));
        Snapshot state =
                saved.job()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                from
                                                        + " is damaged "
                                                        + saved.damage().orElseThrow()));
        var start = new Replay.Start(saved.version(), saved.savedMillis(), state);
        return Replay.of(directory, start, ServerOptions::job, this::print);
    }
}
