package bft.server;

import bft.worker.client.Model;
import bft.worker.wire.JobState;

/**
 * How a job ended.
 *
 * @param state {@link JobState#FINISHED} or {@link JobState#FAILED}
 * @param message for people; empty if the job finished
 * @param model the last version
 */
public record JobEnd(JobState state, String message, Model model) {
    public boolean isFinished() {
        return state == JobState.FINISHED;
    }
}
