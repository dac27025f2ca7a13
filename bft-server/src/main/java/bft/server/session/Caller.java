package bft.server.session;

/**
 * Who a token belongs to.
 *
 * @param worker slot in [0, n), or -1 for an observer, who may look and not vote
 */
public record Caller(int worker) {
    private static final int NO_WORKER = -1;

    /** Who may look and not vote. */
    public static final Caller OBSERVER = new Caller(NO_WORKER);

    public boolean isObserver() {
        return worker == NO_WORKER;
    }
}
