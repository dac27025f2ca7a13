package bft.worker.wire;

import io.netty.channel.ChannelHandler;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * Vert.x flushes a connection after every frame, each with a call of the system and a wake-up at
 * the other end. What is written in one turn of the event loop can leave together.
 */
public final class Flushes {
    /** Most flushes that wait for the end of the turn. */
    private static final int MOST = 64;

    private Flushes() {}

    /** A handler for one connection, to stand before all that write. */
    public static ChannelHandler together() {
        return new FlushConsolidationHandler(MOST, true);
    }
}
