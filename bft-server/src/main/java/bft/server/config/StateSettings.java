package bft.server.config;

import java.nio.file.Path;

/**
 * Where and how the state of a job outlives its server.
 *
 * @param directory with the checkpoints, of one job alone
 * @param every how often one is written
 * @param keep how many are kept
 * @param stopsOnError whether the job ends when one cannot be written; else it goes on, and what is
 *     not saved may be lost
 */
public record StateSettings(
        Path directory, CheckpointInterval every, int keep, boolean stopsOnError) {
    private static final int MOST_KEPT = 10_000;

    public StateSettings {
        if (keep < 1 || keep > MOST_KEPT) {
            throw new IllegalArgumentException(
                    "keep-checkpoints must be 1 to %s, got %s".formatted(MOST_KEPT, keep));
        }
    }

    /** Every round, the last three kept, going on whatever the disk does. */
    public static StateSettings in(Path directory) {
        return new StateSettings(directory, CheckpointInterval.EACH_ROUND, 3, false);
    }
}
