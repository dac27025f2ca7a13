package bft.server;

import bft.server.checkpoint.Inspection;
import bft.worker.command.ExitCode;
import bft.worker.config.OneLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Describes the content of a checkpoint. */
@Command(
        name = "inspect",
        description = "Shows which job a checkpoint belongs to and whether it is intact.",
        exitCodeList = {"0:it is intact", "2:it cannot be read, or a bad value", "4:it is damaged"},
        footer = {"  ${COMMAND-FULL-NAME} checkpoint-120 --model model.safetensors"})
final class InspectCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Checkpoint of a state directory.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--model",
            paramLabel = "OUT",
            description = "Write the model, as .npy or .safetensors by the file name's ending.")
    private Path model;

    @Override
    public Integer call() {
        try {
            Inspection inspection = Inspection.of(file);
            if (json) {
                Terminal.print(spec, inspection.json());
            } else {
                Terminal.print(spec, inspection.text().strip());
            }
            if (model != null) {
                inspection.writeModel(model);
            }
            ExitCode code = inspection.damage().isPresent() ? ExitCode.NOT_WRITTEN : ExitCode.DONE;
            return code.code();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + OneLine.reason(e), e);
        }
    }
}
