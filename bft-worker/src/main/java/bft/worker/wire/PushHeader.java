package bft.worker.wire;

/**
 * First frame of a push. Its values are the sender's claims, which the reader validates.
 *
 * @param baseVersion version of the model at which the gradient was computed, at least 0
 * @param sequence one more with each new push of this worker, from 1
 * @param dimension d, at least 1
 * @param codec number of the codec of the data, possibly unknown here
 * @param attempt how many gradients of the worker on this version came before, at least 0
 * @param isChecked whether the last frame has a checksum of all data
 * @param asDatagrams whether the data was sent as datagrams, so that no frames follow
 */
public record PushHeader(
        long baseVersion,
        long sequence,
        int dimension,
        int codec,
        int attempt,
        boolean isChecked,
        boolean asDatagrams) {

    /** The header of a push whose data follows in frames. */
    public PushHeader(
            long baseVersion,
            long sequence,
            int dimension,
            int codec,
            int attempt,
            boolean isChecked) {
        this(baseVersion, sequence, dimension, codec, attempt, isChecked, false);
    }

    /** The same for data that was sent as datagrams, where each part has an HMAC. */
    public PushHeader inDatagrams() {
        return new PushHeader(baseVersion, sequence, dimension, codec, attempt, false, true);
    }
}
