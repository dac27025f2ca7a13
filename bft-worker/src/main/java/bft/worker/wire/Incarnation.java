package bft.worker.wire;

/**
 * Which life of which run a server is in, so that a worker that comes back notices a restart.
 *
 * @param run the same for as long as a job goes on, over restarts of a server that saves it; 0 if
 *     the server does not tell
 * @param start another one with each start of the server; 0 if the server does not tell
 */
public record Incarnation(long run, long start) {
    /** Of a server that does not tell. */
    public static final Incarnation UNTOLD = new Incarnation(0, 0);

    /** Whether the server was started anew between the two. */
    public boolean isRestartOf(Incarnation before) {
        return start != before.start && start != 0 && before.start != 0;
    }

    /** Whether the job is the one that it was, and not one that began anew under its name. */
    public boolean isSameRun(Incarnation before) {
        return run == before.run;
    }
}
