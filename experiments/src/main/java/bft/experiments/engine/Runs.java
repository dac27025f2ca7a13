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

/** Carries out runs. */
public final class Runs {
    /** The observer asks for the run to end. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Runs() {}

    /**
     * Runs in the calling thread until training ends.
     *
     * @param directory an existing directory for the files of the engine
     * @return why the run failed, if it did
     * @throws IllegalArgumentException if the engine cannot impose the run's conditions
     * @throws InterruptedException if a signal ended the run
     */
    public static Optional<String> run(
            Engine engine, LoadedRun loaded, Path directory, RunObserver observer)
            throws IOException, InterruptedException {
        loaded.config().requireFits(engine);
        var stopping = new StoppingObserver(loaded, observer);
        return stopping.ended(carryOut(engine, loaded, directory, stopping));
    }

    private static Optional<String> carryOut(
            Engine engine, LoadedRun loaded, Path directory, RunObserver observer)
            throws IOException, InterruptedException {
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
        var relay = new RoundRelay(loaded, observer);
        try {
            JobEnd end = Simulation.run(loaded, relay::round, observer::leverage);
            observer.newest(end.model());
            if (end.isFinished()) {
                return Optional.empty();
            }
            observer.endedEarly(end.model().version(), end.model().parameters());
            return Optional.of(end.message());
        } catch (Stopped e) {
            observer.newest(relay.newest);
            observer.endedEarly(relay.newest.version(), relay.newest.parameters());
            return Optional.of("stopped");
        } catch (UncheckedIOException e) {
            keepIfThereIsRoom(relay.newest, observer);
            throw e.getCause();
        }
    }

    /** The disk has no room for more records, but perhaps for the model. */
    private static void keepIfThereIsRoom(Model newest, RunObserver observer) {
        try {
            observer.newest(newest);
        } catch (IOException e) {
            observer.notice("the newest model is lost as well: " + e.getMessage());
        }
    }

    /** Passes the rounds of a simulation on, and keeps the newest model. */
    private static final class RoundRelay {
        private final LoadedRun loaded;
        private final RunObserver observer;
        private Model newest;

        RoundRelay(LoadedRun loaded, RunObserver observer) {
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
