package bft.server.session;

/**
 * The owner of a token.
 *
 * @param worker index in [0, n), or -1 for an observer, who may read but not push
 */
public record Caller(int worker) {
    private static final int NO_WORKER = -1;

    /** A caller that may read but not push. */
    public static final Caller OBSERVER = new Caller(NO_WORKER);

    public boolean isObserver() {
        return worker == NO_WORKER;
    }
}
