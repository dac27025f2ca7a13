package bft.server.core;

/**
 * What a worker says of a push before its data.
 *
 * @param worker whose it is, by its identity
 * @param sequence number of the push, from 1
 * @param baseVersion of the model that the gradient was computed at
 * @param dimension number of coordinates
 * @param attempt how many gradients of the worker on that version were before
 */
public record Announcement(
        int worker, long sequence, long baseVersion, int dimension, int attempt) {
    /** The worker's first gradient on the version. */
    public Announcement(int worker, long sequence, long baseVersion, int dimension) {
        this(worker, sequence, baseVersion, dimension, 0);
    }
}
