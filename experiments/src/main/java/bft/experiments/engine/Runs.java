package bft.experiments.engine;

import bft.experiments.cluster.ClusterRun;
import bft.experiments.cluster.LoopbackRun;
import bft.experiments.run.Engine;
import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunObserver;
import bft.experiments.simulation.Simulation;
import bft.server.core.JobEnd;
import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Carries scenarios out. */
public final class Runs {
    /** The observer wants the run to end. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Runs() {}

    /**
     * Runs in the calling thread until training ends.
     *
     * @param directory for files of the engine's own, exists
     * @return why it did not come to its end, if so
     * @throws IllegalArgumentException if the engine cannot impose the scenario's conditions
     * @throws InterruptedException if a signal ended the run
     */
    public static Optional<String> run(
            Engine engine, LoadedRun loaded, Path directory, RunObserver observer)
            throws IOException, InterruptedException {
        loaded.config().requireFits(engine);
        return switch (engine) {
            case SIMULATION -> simulate(loaded, observer);
            case LOOPBACK -> {
                try (var run = new LoopbackRun(loaded, observer)) {
                    yield run.run();
                }
            }
            case CLUSTER -> {
                try (var run = new ClusterRun(loaded, directory, observer)) {
                    yield run.run();
                }
            }
        };
    }

    private static Optional<String> simulate(LoadedRun loaded, RunObserver observer)
            throws IOException {
        var heard = new Heard(loaded, observer);
        try {
            JobEnd end = Simulation.run(loaded, heard::round);
            observer.newest(end.model());
            if (end.isFinished()) {
                return Optional.empty();
            }
            observer.endedEarly(end.model().version(), end.model().parameters());
            return Optional.of(end.message());
        } catch (Stopped e) {
            observer.newest(heard.newest);
            observer.endedEarly(heard.newest.version(), heard.newest.parameters());
            return Optional.of("stopped");
        } catch (UncheckedIOException e) {
            keepIfThereIsRoom(heard.newest, observer);
            throw e.getCause();
        }
    }

    /** Records did not fit on the disk, and perhaps the model does. */
    private static void keepIfThereIsRoom(Model newest, RunObserver observer) {
        try {
            observer.newest(newest);
        } catch (IOException e) {
            observer.notice("the newest model is lost as well: " + e.getMessage());
        }
    }

    /** What a simulation has told. */
    private static final class Heard {
        private final LoadedRun loaded;
        private final RunObserver observer;
        private Model newest;

        Heard(LoadedRun loaded, RunObserver observer) {
            this.loaded = loaded;
            this.observer = observer;
            this.newest = new Model(0, loaded.initialParameters());
        }

        void round(RoundRecord round, Model model) {
            newest = model;
            boolean due = loaded.config().isEvaluated(model.version());
            try {
                observer.round(round, due ? Optional.of(model.parameters()) : Optional.empty());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (observer.isStopping()) {
                throw new Stopped();
            }
        }
    }
}
