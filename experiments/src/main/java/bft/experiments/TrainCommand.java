package bft.experiments;

import static bft.worker.settings.WorkerSettings.CODEC;

import bft.experiments.output.ResultFile;
import bft.experiments.record.DataNotes;
import bft.experiments.run.Engine;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.experiments.run.RunSettings;
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
        sortOptions = false,
        description = {
            "Trains a model with a server and workers in separate processes, some of them"
                    + " Byzantine.",
            "The last line is the accuracy on the test data: accuracy 0.9xxx. A run that fails ends"
                    + " with the accuracy of its newest model, or without one if that model is lost."
        },
        footer = {
            "  bft train --workers 11 --byzantine 3 --attack sign-flip:scale=10 --rule multi-krum",
            "  bft train --engine simulation --rule median --rounds 50 --seed 1",
            "  bft train --mode async --workers 10 --byzantine 3"
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
        var config = new RunConfig(options.values());
        Engine engine = config.values().find(RunSettings.ENGINE).orElse(Engine.CLUSTER);
        config.requireFits(engine);
        LoadedRun loaded = config.load();
        RuleFit.warning(loaded.jobSettings().defence(), config.get(CODEC))
                .ifPresent(spec.commandLine().getErr()::println);
        loaded.advice().forEach(spec.commandLine().getErr()::println);
        Path directory = RunDirectory.create(Optional.ofNullable(out), "train");
        ResultFile.write(directory.resolve("run.json"), config.toJson());
        DataNotes.write(directory, loaded.dataNotes());
        return new TrainRun(engine, loaded, directory, spec.commandLine()).run();
    }
}
