package bft.worker.wire;

/**
 * Bytes from the other end that violate the protocol. The message names the value and the limit. It
 * has no stack trace, so that a flood of bad messages costs little.
 */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message, null, false, false);
    }
}
