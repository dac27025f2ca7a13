package bft.server.config;

/** A port cannot be opened; the message says which, why, and what to do. */
public final class PortException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortException(String message, Throwable cause) {
        super(message, cause);
    }
}
