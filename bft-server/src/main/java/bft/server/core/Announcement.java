package bft.server.core;

/**
 * What a worker announces about a push before its data.
 *
 * @param worker the authenticated sender
 * @param sequence number of the push, from 1
 * @param baseVersion of the model that the gradient was computed at
 * @param dimension number of coordinates
 * @param attempt how many gradients of the worker on this version came before
 */
public record Announcement(
        int worker, long sequence, long baseVersion, int dimension, int attempt) {
    /** The worker's first gradient on the version. */
    public Announcement(int worker, long sequence, long baseVersion, int dimension) {
        this(worker, sequence, baseVersion, dimension, 0);
    }
}
