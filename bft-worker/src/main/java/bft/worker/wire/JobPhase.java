package bft.worker.wire;

/** Where a job stands. */
public enum JobPhase {
    /** Not yet enough workers for the first round. */
    WAITING,
    /** Rounds are going on. */
    RUNNING,
    /** The final version exists. */
    FINISHED,
    /** Ended before its final version. */
    FAILED;

    /** No newer version will ever come. */
    public boolean ended() {
        return this == FINISHED || this == FAILED;
    }
}
