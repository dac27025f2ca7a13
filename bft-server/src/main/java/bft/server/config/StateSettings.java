package bft.server.config;

import bft.spec.BadArgument;
import java.nio.file.Path;

/**
 * Where and how the state of a job is saved.
 *
 * @param directory with the checkpoints of this job only
 * @param every how often one is written
 * @param keep how many are kept
 * @param stopsOnError whether the job ends if one cannot be written; otherwise it goes on, and
 *     unsaved state may be lost
 */
public record StateSettings(
        Path directory, CheckpointInterval every, int keep, boolean stopsOnError) {
    private static final int MOST_KEPT = 10_000;

    public StateSettings {
        BadArgument.when(keep < 1 || keep > MOST_KEPT)
                .because("keep-checkpoints must be 1 to %s, got %s", MOST_KEPT, keep);
    }
}
