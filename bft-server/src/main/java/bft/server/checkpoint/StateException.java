package bft.server.checkpoint;

/** The job cannot continue from a state directory; the message says why and what to do. */
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StateException(String message) {
        super(message);
    }
}
