package bft.worker.client;

import bft.worker.wire.JobState;

/** There is no newer model and there never will be. */
public final class JobEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final JobState state;

    JobEndedException(JobState state, long version, String message) {
        super(
                state == JobState.FAILED
                        ? "the job failed at version %s: %s".formatted(version, message)
                        : "the job finished at version %s".formatted(version));
        this.state = state;
    }

    /** {@link JobState#FINISHED} or {@link JobState#FAILED}. */
    public JobState state() {
        return state;
    }
}
