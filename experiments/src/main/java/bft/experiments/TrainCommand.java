package bft.experiments;

import static bft.worker.settings.WorkerSettings.CODEC;

import bft.experiments.output.ResultFile;
import bft.experiments.record.DataNotes;
import bft.experiments.scenario.Engine;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.RunSettings;
import bft.experiments.scenario.Scenario;
import bft.worker.codec.RuleFit;
import bft.worker.config.Role;
import bft.worker.config.SettingOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a model with a server and workers in processes of their own, some of them"
                    + " Byzantine.",
            "The last line is the accuracy on the test data: accuracy 0.9xxx. A run that fails ends"
                    + " with that of its newest model, and with none if that model is lost."
        })
final class TrainCommand implements Callable<Integer> {
    private CommandSpec spec;
    private SettingOptions options;

    @Option(
            names = "--out",
            description = "Directory for records and plot. Default: runs/train-<time>.")
    private Path out;

    @Spec
    void declare(CommandSpec command) {
        spec = command;
        options = SettingOptions.withFile(command, Role.RUN, RunSettings.ALL);
    }

    @Override
    public Integer call() throws Exception {
        var scenario = new Scenario(options.values());
        Engine engine = scenario.values().find(RunSettings.ENGINE).orElse(Engine.CLUSTER);
        scenario.requireFits(engine);
        LoadedScenario loaded = scenario.load();
        RuleFit.warning(scenario.aggregationRule().name(), scenario.get(CODEC))
                .ifPresent(spec.commandLine().getErr()::println);
        Path directory = RunDirectory.create(Optional.ofNullable(out), "train");
        ResultFile.write(directory.resolve("scenario.json"), scenario.toJson());
        DataNotes.write(directory, loaded.dataNotes());
        return new TrainRun(engine, loaded, directory, spec.commandLine()).run();
    }
}
