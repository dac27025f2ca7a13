package bft.worker.codec;

/** Bytes from the other end are not a chunk of the codec; the message says what is wrong. */
public final class MalformedChunkException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedChunkException(String message) {
        super(message);
    }
}
