package bft.worker.wire;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * First frame of a push. Its values are the sender's claims, which the reader validates.
 *
 * @param baseVersion version of the model at which the gradient was computed, at least 0
 * @param sequence one more with each new push of this worker, from 1
 * @param dimension d, at least 1
 * @param codec number of the codec of the data, possibly unknown here
 * @param attempt how many gradients of the worker on this version came before, at least 0
 * @param isChecked whether the last frame has a checksum of all data
 * @param figures what the sender reports, each within its limits
 * @param asDatagrams whether the data was sent as datagrams, so that no frames follow
 */
public record PushHeader(
        long baseVersion,
        long sequence,
        int dimension,
        int codec,
        int attempt,
        boolean isChecked,
        SortedMap<Figure, Double> figures,
        boolean asDatagrams) {
    public PushHeader {
        figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    }

    /** The header of a push whose data follows in frames. */
    public PushHeader(
            long baseVersion,
            long sequence,
            int dimension,
            int codec,
            int attempt,
            boolean isChecked,
            SortedMap<Figure, Double> figures) {
        this(baseVersion, sequence, dimension, codec, attempt, isChecked, figures, false);
    }

    /** The header of a sender that reports nothing. */
    public PushHeader(
            long baseVersion,
            long sequence,
            int dimension,
            int codec,
            int attempt,
            boolean isChecked) {
        this(baseVersion, sequence, dimension, codec, attempt, isChecked, new TreeMap<>());
    }

    /** The same for data that was sent as datagrams, where each part has an HMAC. */
    public PushHeader inDatagrams() {
        return new PushHeader(
                baseVersion, sequence, dimension, codec, attempt, false, figures, true);
    }
}
