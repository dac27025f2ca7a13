package bft.experiments;

import static bft.server.config.OutputSettings.STATE_DIR;
import static bft.server.config.ServerSettings.FILTER;
import static bft.server.config.ServerSettings.MODE;
import static bft.server.config.ServerSettings.RULE;
import static bft.worker.settings.WorkerSettings.DATA;
import static bft.worker.settings.WorkerSettings.MODEL;

import bft.experiments.cluster.ClusterRun;
import bft.experiments.engine.Runs;
import bft.experiments.output.UnwritableException;
import bft.experiments.plot.UndrawableException;
import bft.experiments.run.Engine;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.Population;
import bft.experiments.run.RunConfig;
import bft.experiments.run.RunObserver;
import bft.server.metrics.RoundRecord;
import bft.server.model.NpyFile;
import bft.spec.Text;
import bft.worker.client.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;

/**
 * One training with its output for the user. If it finishes, fails or is stopped by a signal, its
 * records and its newest model are there, and its files are complete.
 *
 * @param directory of the run, exists
 * @param command whose standard output and error are written to
 */
record TrainRun(Engine engine, LoadedRun loaded, Path directory, CommandLine command) {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    /**
     * Runs to the end.
     *
     * @return the exit code
     * @throws UnwritableException if something cannot be written
     */
    int run() throws IOException, InterruptedException {
        RunConfig config = loaded.config();
        try (var stopping = new Stopping();
                var report = new RunReport(directory, config.rounds(), command.getOut())) {
            Model first = loaded.first();
            state().filter(saved -> first.version() > 0)
                    .ifPresent(saved -> command.getOut().println("goes on from " + saved));
            report.start(first.version(), loaded.evaluate(first.parameters()));
            var observer = new TrainObserver(report, stopping, first.version());
            if (engine == Engine.CLUSTER) {
                command.getOut().println("process ids in " + directory + "/processes.txt");
            }
            Optional<String> failure = Runs.run(engine, loaded, directory, observer);
            Optional<IOException> unplotted = plot(report);
            boolean measured = report.finish();
            Optional<String> end = end(observer, failure, stopping.isAsked());
            report.ended(observer.version, end.orElse("finished"));
            end.ifPresent(this::say);
            if (unplotted.isPresent()) {
                throw unplotted.get();
            }
            return failure.isEmpty() && measured ? DONE : FAILED;
        }
    }

    private Optional<String> end(
            TrainObserver observer, Optional<String> failure, boolean isAsked) {
        if (isAsked) {
            return Optional.of(stopped(observer.version));
        }
        return failure.map(why -> observer.diverged.orElse("") + why)
                .or(() -> observer.why.map(why -> early(observer.version) + why));
    }

    private Optional<Path> state() {
        return loaded.config().values().find(STATE_DIR);
    }

    private String early(long version) {
        return "stopped at version %s of %s: ".formatted(version, loaded.config().rounds());
    }

    private void say(String message) {
        command.getErr().println("bft: " + message);
    }

    private String stopped(long version) {
        long rounds = loaded.config().rounds();
        if (state().isPresent()) {
            return early(version)
                    + "its state is in %s, records in %s; to continue, give the same command again"
                            .formatted(state().get(), directory)
                    + ", with another --out if it has one";
        }
        Path model = ClusterRun.model(directory, version);
        if (!Files.exists(model)) {
            return early(version) + "no model was written, records in " + directory;
        }
        return early(version)
                + "model %s, records in %s; to continue, train again with"
                        .formatted(model, directory)
                + " --initial=%s --rounds=%s".formatted(model, rounds - version);
    }

    /** A training does not fail because its plot cannot be drawn. */
    private Optional<IOException> plot(RunReport report) {
        try {
            report.plot(title(loaded.config()));
            return Optional.empty();
        } catch (UndrawableException e) {
            say(e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** Observes the rounds, on any engine. */
    private final class TrainObserver implements RunObserver {
        private final RunReport report;
        private final Stopping stopping;
        private long version;
        private Optional<String> diverged = Optional.empty();
        private Optional<String> why = Optional.empty();

        TrainObserver(RunReport report, Stopping stopping, long version) {
            this.report = report;
            this.stopping = stopping;
            this.version = version;
        }

        @Override
        public void round(RoundRecord round, Optional<float[]> parameters) throws IOException {
            version = round.version();
            report.round(round, parameters.map(loaded::evaluate));
        }

        @Override
        public void newest(Model model) throws IOException {
            Path file = ClusterRun.model(directory, model.version());
            Files.createDirectories(file.getParent());
            try {
                NpyFile.write(file, model.parameters());
            } catch (IOException e) {
                throw new UnwritableException(file, e);
            }
        }

        @Override
        public boolean isStopping() {
            return stopping.isAsked();
        }

        @Override
        public void endedEarly(long last, float[] parameters) {
            if (loaded.hasDivergedAt(last, parameters)) {
                diverged = Optional.of("diverged at round " + last + ": ");
            }
            report.endedEarly(last, loaded.evaluate(parameters));
        }

        @Override
        public void stopped(String reason) {
            why = Optional.of(reason);
        }

        @Override
        public void notice(String text) {
            if (!stopping.isAsked()) {
                say(text);
            }
        }
    }

    private static String title(RunConfig config) {
        Population population = config.population();
        String mode = config.get(MODE);
        String rule = config.get(RULE);
        String how =
                config.judgesEach() ? mode + " " + config.values().find(FILTER).orElse(rule) : rule;
        return Text.of(
                "%s, %s, %s: %s workers, %s",
                config.get(DATA), config.get(MODEL), how, population.n(), attack(population));
    }

    private static String attack(Population population) {
        if (population.attackers() == 0) {
            return "no attack";
        }
        String behaviour = population.isPunctual() ? "" : ", " + population.behaviour();
        return population.attackers() + " send " + population.attack() + behaviour;
    }
}
