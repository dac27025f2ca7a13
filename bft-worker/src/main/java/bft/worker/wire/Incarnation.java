package bft.worker.wire;

/**
 * Identifies the job's run and the server's start, so that a worker that reconnects notices a
 * restart.
 *
 * @param run stays the same while a job goes on, across restarts of a server that saves it; 0 if
 *     the server does not send it
 * @param start different at each start of the server; 0 if the server does not send it
 */
public record Incarnation(long run, long start) {
    /** The value for a server that sends none. */
    public static final Incarnation UNSPECIFIED = new Incarnation(0, 0);

    /** Whether the server was restarted between the two. */
    public boolean isRestartOf(Incarnation before) {
        return start != before.start && start != 0 && before.start != 0;
    }

    /** Whether the job is the same, and not a new one under the same name. */
    public boolean isSameRun(Incarnation before) {
        return run == before.run;
    }
}
