package bft.experiments.lab;

import bft.worker.config.SettingList;
import bft.worker.config.SettingValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** What is done at each point of a grid. Safe for use by several threads. */
public interface ExperimentKind {
    /** The settings that it knows. */
    SettingList settings();

    /** What it measures. */
    List<String> measures();

    /**
     * Checks all that can be checked without running.
     *
     * @throws IllegalArgumentException naming the value that cannot be, and the limit
     */
    void check(SettingValues settings);

    /** The same run in as few words: without settings that have no effect there. */
    SettingValues canonical(SettingValues settings);

    /** Whether a run takes the whole machine, so that another beside it would disturb. */
    default boolean runsAlone(SettingValues settings) {
        return false;
    }

    /** Rough work of a run, for the time left. */
    long cost(SettingValues settings);

    /**
     * Runs in the calling thread.
     *
     * @param directory for records of its own, exists
     * @param work hears of what is done, in parts of the cost
     */
    RunOutcome run(SettingValues settings, long seed, Path directory, LongConsumer work)
            throws IOException, InterruptedException;
}
