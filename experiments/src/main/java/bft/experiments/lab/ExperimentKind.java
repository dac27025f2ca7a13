package bft.experiments.lab;

import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** A kind of experiment: what is done at each point of a grid. Safe for use by several threads. */
public interface ExperimentKind {
    /** The settings that it has. */
    SettingList settings();

    /** What it measures. */
    List<String> measures();

    /**
     * Checks all that can be checked without running.
     *
     * @throws IllegalArgumentException naming the value that is not admissible, and the limit
     */
    void check(SettingValues settings);

    /** The same run without the settings that have no effect on it. */
    SettingValues canonical(SettingValues settings);

    /** Whether a run needs the whole machine, so that no other may run beside it. */
    default boolean runsAlone(SettingValues settings) {
        return false;
    }

    /** Rough amount of work of a run, to estimate the remaining time. */
    long cost(SettingValues settings);

    /**
     * Runs in the calling thread.
     *
     * @param directory an existing directory for its records
     * @param work is notified of finished work, in units of the cost
     */
    RunOutcome run(SettingValues settings, long seed, Path directory, LongConsumer work)
            throws IOException, InterruptedException;
}
