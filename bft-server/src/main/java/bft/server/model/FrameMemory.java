package bft.server.model;

import bft.worker.wire.Chunks;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * Direct memory for the frames of models, from which the network takes bytes without a copy.
 * Allocated when first needed and used again; never freed before all of it, so that bytes can be
 * read at any time. Any thread may use it.
 */
final class FrameMemory {
    private final int bytes;
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /**
     * @param dimension d
     */
    FrameMemory(int dimension) {
        bytes = Chunks.roomBytes(dimension);
    }

    /** Room for one frame, with arbitrary content. */
    synchronized ByteBuffer take() {
        return free.isEmpty() ? ByteBuffer.allocateDirect(bytes) : free.pop();
    }

    /** Returns what was taken. */
    synchronized void give(Collection<ByteBuffer> rooms) {
        free.addAll(rooms);
    }
}
