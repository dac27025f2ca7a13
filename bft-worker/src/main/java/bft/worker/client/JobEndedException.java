package bft.worker.client;

import bft.worker.wire.JobPhase;

/** The job has ended: no newer model will ever come. */
public final class JobEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final JobPhase state;

    JobEndedException(JobPhase state, long version, String message) {
        super(
                state == JobPhase.FAILED
                        ? "the job failed at version %s: %s".formatted(version, message)
                        : "the job finished at version %s".formatted(version));
        this.state = state;
    }

    /** {@link JobPhase#FINISHED} or {@link JobPhase#FAILED}. */
    public JobPhase state() {
        return state;
    }
}
