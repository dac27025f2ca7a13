package bft.server.core;

import bft.worker.wire.Figure;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a worker announces about a push before its data.
 *
 * @param worker the authenticated sender
 * @param sequence number of the push, from 1
 * @param baseVersion of the model that the gradient was computed at
 * @param dimension number of coordinates
 * @param attempt how many gradients of the worker on this version came before
 * @param figures what the worker says of its data and work, by which the job decides nothing
 */
public record Announcement(
        int worker,
        long sequence,
        long baseVersion,
        int dimension,
        int attempt,
        SortedMap<Figure, Double> figures) {
    public Announcement {
        figures = Collections.unmodifiableSortedMap(figures);
    }

    /** Of a worker that says nothing more. */
    public Announcement(int worker, long sequence, long baseVersion, int dimension, int attempt) {
        this(worker, sequence, baseVersion, dimension, attempt, new TreeMap<>());
    }

    /** The worker's first gradient on the version. */
    public Announcement(int worker, long sequence, long baseVersion, int dimension) {
        this(worker, sequence, baseVersion, dimension, 0);
    }
}
