package bft.server.checkpoint;

import bft.aggregation.rules.Rules;
import bft.aggregation.state.Snapshot;
import bft.server.config.CheckpointInterval;
import bft.server.config.ServerConfig;
import bft.server.config.StateSettings;
import bft.server.core.Deadlines;
import bft.server.core.JobSettings;
import bft.server.core.TrainingPlan;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.session.Authenticator;
import bft.server.synchrony.Synchrony;
import bft.worker.client.Model;
import java.nio.file.Path;
import java.util.List;

/** A job of two workers and its state directory. */
final class StateFixture {
    static final int D = 1_000;

    private StateFixture() {}

    static ServerConfig config(long seed, long rounds) {
        var settings =
                new JobSettings(
                        2,
                        Rules.of("mean", 0),
                        Synchrony.bulkSynchronous(2, 2, 0),
                        new TrainingPlan(new Sgd(new Schedule.Constant(0.5)), rounds, seed),
                        new Deadlines(1_000_000_000, 1_000_000_000));
        List<String> tokens = List.of("token-of-worker-0", "token-of-worker-1");
        var authenticator = new Authenticator(tokens, List.of());
        return ServerConfig.loopback("fixed", settings, new Model(0, new float[D]), authenticator);
    }

    static StateDirectory open(Path directory) {
        return StateDirectory.open(settings(directory, "1", false), config(7, 1_000));
    }

    static StateSettings settings(Path directory, String every, boolean stops) {
        return new StateSettings(directory, CheckpointInterval.parse(every), 3, stops);
    }

    /** What stands for a job's state of that version. */
    static Snapshot state(long version) {
        var parameters = new float[D];
        for (int k = 0; k < D; k++) {
            parameters[k] = version + k / 1_024f;
        }
        return Snapshot.of("job")
                .with("version", version)
                .with("parameters", parameters)
                .with("words", "of version " + version)
                .build();
    }
}
