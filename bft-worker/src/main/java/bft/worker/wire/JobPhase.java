package bft.worker.wire;

/** The state of a job. */
public enum JobPhase {
    /** Not yet enough workers for the first round. */
    WAITING,
    /** Gradients are being collected. */
    RUNNING,
    /** The final version exists. */
    FINISHED,
    /** The job ended before its final version. */
    FAILED;

    /** Whether the job has ended, so that no newer version will ever come. */
    public boolean ended() {
        return this == FINISHED || this == FAILED;
    }
}
