package bft.experiments.chaos;

import bft.experiments.run.LoadedRun;
import bft.experiments.run.RunConfig;
import bft.server.synchrony.Modes;
import java.util.List;

/**
 * The job that a hostility meets: nine workers, of whom two may be Byzantine.
 *
 * @param mode as the server takes it
 */
record Job(String mode) {
    static final int WORKERS = 9;
    static final int BYZANTINE = 2;
    static final int HONEST = WORKERS - BYZANTINE;

    /** One of each kind. */
    static final List<Job> ALL =
            List.of(new Job("bsp"), new Job("backup:b=2"), new Job("ssp:s=3"), new Job("async"));

    private static final int ROUNDS = 80;
    private static final int STEPS = 320;
    private static final int FIRST_ROUNDS = 5;
    private static final int LAST_ROUNDS = 5;

    /** The name of its mode, without parameters. */
    String name() {
        return mode.split(":")[0];
    }

    /** How many versions there are; where each gradient is a step there are more. */
    long versions() {
        return perGradient() ? STEPS : ROUNDS;
    }

    /** The version at which the hostility begins. */
    long begin() {
        return FIRST_ROUNDS * (versions() / ROUNDS);
    }

    /** The version at which it ends. */
    long end() {
        return versions() - LAST_ROUNDS * (versions() / ROUNDS);
    }

    /** How many versions a crash may cost. */
    long checkpointEvery() {
        return versions() / ROUNDS;
    }

    private boolean perGradient() {
        return Modes.isAsynchronous(mode);
    }

    /** Data and settings of the run. */
    LoadedRun load() {
        return RunConfig.of(
                        "workers=" + WORKERS,
                        "byzantine=" + BYZANTINE,
                        "rule=nnm,trimmed-mean",
                        "mode=" + mode,
                        "rounds=" + versions(),
                        "batch=128",
                        "schedule=0.3",
                        "liveness=1s",
                        "grace=50ms",
                        "round-timeout=30s",
                        "attackers=0",
                        "seed=1")
                .load();
    }
}
