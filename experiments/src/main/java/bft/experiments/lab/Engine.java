package bft.experiments.lab;

import bft.experiments.cluster.ClusterRun;
import bft.experiments.scenario.Conditions;
import bft.experiments.scenario.LoadedScenario;
import bft.experiments.scenario.Scenario;
import bft.experiments.simulation.Simulation;
import bft.server.core.JobEnd;
import bft.server.metrics.RoundLog;
import bft.server.metrics.RoundRecord;
import bft.worker.client.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What carries out a scenario. */
public enum Engine {
    /** One thread and virtual time. */
    SIMULATION {
        @Override
        Optional<String> run(LoadedScenario loaded, Path directory, Rounds rounds)
                throws IOException {
            try {
                JobEnd end =
                        Simulation.run(
                                loaded, (round, model) -> tell(loaded, round, model, rounds));
                if (end.isFinished()) {
                    return Optional.empty();
                }
                rounds.endedEarly(end.model().version(), end.model().parameters());
                return Optional.of(end.message());
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private static void tell(
                LoadedScenario loaded, RoundRecord round, Model model, Rounds rounds) {
            boolean due = loaded.scenario().learning().isEvaluated(model.version());
            try {
                rounds.round(
                        RoundLog.toJson(round).encode(),
                        due ? Optional.of(model.parameters()) : Optional.empty());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },

    /** A server and workers in processes of their own, over gRPC. */
    CLUSTER {
        @Override
        Optional<String> run(LoadedScenario loaded, Path directory, Rounds rounds)
                throws IOException, InterruptedException {
            var observer =
                    new ClusterRun.Observer() {
                        @Override
                        public void round(long version, String line, Optional<float[]> parameters)
                                throws IOException {
                            rounds.round(line, parameters);
                        }

                        @Override
                        public void endedEarly(long version, float[] parameters) {
                            rounds.endedEarly(version, parameters);
                        }

                        @Override
                        public void notice(String text) {}
                    };
            var care = new ClusterRun.Care(false, ROUND_SECONDS);
            try (var run = new ClusterRun(loaded, directory, care, observer)) {
                Optional<String> failure = run.run();
                if (run.isStopped()) {
                    throw new InterruptedException("stopped by a signal");
                }
                return failure;
            }
        }
    };

    /** The setting that names one. */
    public static final String KEY = "engine";

    private static final int ROUND_SECONDS = 60;

    /** Who hears of rounds. */
    interface Rounds {
        /**
         * A round has ended.
         *
         * @param line the server's JSON object of it
         * @param parameters of the version that it made, if that is to be measured
         */
        void round(String line, Optional<float[]> parameters) throws IOException;

        /** The run has failed, and these are the newest parameters that it made. */
        void endedEarly(long version, float[] parameters);
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Engine of(String name) {
        for (Engine engine : values()) {
            if (engine.toString().equals(name)) {
                return engine;
            }
        }
        throw new IllegalArgumentException(
                "engine must be simulation or cluster, got '" + name + "'");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if the scenario asks for what this engine cannot impose
     */
    void check(Scenario scenario) {
        if (this == CLUSTER && !scenario.conditions().equals(Conditions.EQUAL)) {
            throw new IllegalArgumentException(
                    "speeds, delays, losses, faults and drawn staleness need engine: simulation");
        }
    }

    /**
     * Runs in the calling thread until training ends.
     *
     * @param directory for files of the engine's own, exists
     * @return why it did not come to its end, if so
     */
    abstract Optional<String> run(LoadedScenario loaded, Path directory, Rounds rounds)
            throws IOException, InterruptedException;
}
