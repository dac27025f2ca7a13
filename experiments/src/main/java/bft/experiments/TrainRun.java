package bft.experiments;

import bft.experiments.cluster.ClusterRun;
import bft.experiments.output.UnwritableException;
import bft.experiments.plot.UndrawableException;
import bft.experiments.scenario.Cohort;
import bft.experiments.scenario.Defence;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.simulation.Simulation;
import bft.server.core.JobEnd;
import bft.server.metrics.RoundLog;
import bft.server.metrics.RoundRecord;
import bft.server.model.NpyFile;
import bft.worker.client.Model;
import bft.worker.model.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;

/**
 * One training with everything that a person is told of it. However it ends, by itself, by a
 * failure or by a signal, its records and its newest model are there, and what is there is whole.
 */
final class TrainRun {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final LoadedScenario loaded;
    private final Path directory;
    private final CommandLine command;

    /** The process is ending: computing comes to an end. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param directory of the run, exists
     * @param command whose standard output and error are written to
     */
    TrainRun(LoadedScenario loaded, Path directory, CommandLine command) {
        this.loaded = loaded;
        this.directory = directory;
        this.command = command;
    }

    /**
     * Runs to the end.
     *
     * @param care of processes of their own; empty to run in this thread
     * @return the exit code
     * @throws UnwritableException if something cannot be written
     */
    int run(Optional<ClusterRun.Care> care) throws IOException, InterruptedException {
        Scenario scenario = loaded.scenario();
        try (var stopping = new Stopping();
                var report = new RunReport(directory, scenario.learning(), command.getOut())) {
            report.start(loaded.evaluate(loaded.initialParameters()));
            var course = new Course(report, stopping);
            Optional<String> failure =
                    care.isPresent() ? cluster(care.get(), course) : inProcess(course);
            Optional<IOException> unplotted = plot(report);
            boolean measured = report.finish();
            if (stopping.isAsked()) {
                say(stopped(course.version));
            } else {
                failure.ifPresent(why -> say(course.diverged.orElse("") + why));
            }
            if (unplotted.isPresent()) {
                throw unplotted.get();
            }
            return failure.isEmpty() && measured ? DONE : FAILED;
        }
    }

    private void say(String message) {
        command.getErr().println("bft: " + message);
    }

    private String stopped(long version) {
        long rounds = loaded.scenario().learning().rounds();
        Path model = ClusterRun.model(directory, version);
        if (!Files.exists(model)) {
            return "stopped at version %s of %s: no model was written, records in %s"
                    .formatted(version, rounds, directory);
        }
        return "stopped at version %s of %s: model %s, records in %s; to go on, train again with"
                        .formatted(version, rounds, model, directory)
                + " --initial=%s --rounds=%s".formatted(model, rounds - version);
    }

    /** What is learnt does not depend on whether it can be drawn. */
    private Optional<IOException> plot(RunReport report) {
        try {
            report.plot(title(loaded.scenario()));
            return Optional.empty();
        } catch (UndrawableException e) {
            say(e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** Runs in this thread; the message says why it did not come to its end. */
    private Optional<String> inProcess(Course course) throws IOException {
        Files.createDirectories(ClusterRun.model(directory, 0).getParent());
        try {
            JobEnd end = Simulation.run(loaded, course::closed);
            course.keep(end.model());
            if (end.isFinished()) {
                return Optional.empty();
            }
            course.endedEarly(end.model().version(), end.model().parameters());
            return Optional.of(end.message());
        } catch (Stopped e) {
            course.keep(course.newest);
            course.endedEarly(course.newest.version(), course.newest.parameters());
            return Optional.of("stopped");
        } catch (UncheckedIOException e) {
            course.keepIfThereIsRoom();
            throw e.getCause();
        }
    }

    /** Runs in processes of their own. */
    private Optional<String> cluster(ClusterRun.Care care, Course course)
            throws IOException, InterruptedException {
        command.getOut().println("process ids in " + directory + "/processes.txt");
        try (var run = new ClusterRun(loaded, directory, care, course)) {
            return run.run();
        }
    }

    /** Hears of the rounds, wherever they are run. */
    private final class Course implements ClusterRun.Observer {
        private final RunReport report;
        private final Stopping stopping;
        private long version;
        private Optional<String> diverged = Optional.empty();
        private Model newest = new Model(0, loaded.initialParameters());

        Course(RunReport report, Stopping stopping) {
            this.report = report;
            this.stopping = stopping;
        }

        private void closed(RoundRecord round, Model model) {
            newest = model;
            boolean due = loaded.scenario().learning().isEvaluated(model.version());
            Optional<float[]> measured = due ? Optional.of(model.parameters()) : Optional.empty();
            try {
                round(model.version(), RoundLog.toJson(round).encode(), measured);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (stopping.isAsked()) {
                throw new Stopped();
            }
        }

        /** The last model of a run in this thread. */
        private void keep(Model last) throws IOException {
            Path file = ClusterRun.model(directory, last.version());
            try {
                NpyFile.write(file, last.parameters());
            } catch (IOException e) {
                throw new UnwritableException(file, e);
            }
        }

        /** Records did not fit on the disk, and perhaps the model does. */
        private void keepIfThereIsRoom() {
            Path file = ClusterRun.model(directory, newest.version());
            try {
                NpyFile.write(file, newest.parameters());
            } catch (IOException e) {
                say("the newest model is lost as well: " + e.getMessage());
            }
        }

        @Override
        public void round(long made, String line, Optional<float[]> parameters) throws IOException {
            version = made;
            Optional<Evaluation> measured = parameters.map(loaded::evaluate);
            report.round(made, line, measured);
        }

        @Override
        public void endedEarly(long last, float[] parameters) {
            if (loaded.hasDivergedAt(last, parameters)) {
                diverged = Optional.of("diverged at round " + last + ": ");
            }
            report.endedEarly(last, loaded.evaluate(parameters));
        }

        @Override
        public void notice(String text) {
            if (!stopping.isAsked()) {
                say(text);
            }
        }
    }

    private static String title(Scenario scenario) {
        Cohort cohort = scenario.cohort();
        Defence defence = scenario.defence();
        String how =
                defence.mode().equals(Defence.ROUNDS)
                        ? defence.rule()
                        : defence.mode() + " " + defence.namedFilter().orElse(defence.rule());
        return "%s, %s, %s: %s workers, %s"
                .formatted(
                        scenario.task().data(),
                        scenario.task().model(),
                        how,
                        cohort.n(),
                        attack(cohort));
    }

    private static String attack(Cohort cohort) {
        if (cohort.byzantine() == 0) {
            return "no attack";
        }
        String behaviour =
                cohort.behaviour().equals(Cohort.PUNCTUAL) ? "" : ", " + cohort.behaviour();
        return cohort.byzantine() + " send " + cohort.attack() + behaviour;
    }
}
