package bft.server.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Reads of one connection: small until it has shown a token, so that closing it for what it sends
 * spares the server all that lies behind. One read of a usual size holds thousands of frames.
 */
@SuppressWarnings("deprecation") // Netty hands such allocators no other type
final class SmallReads implements RecvByteBufAllocator {
    private static final int SMALL = 2_048;

    private final RecvByteBufAllocator usual;
    private volatile boolean small = true;

    /**
     * @param usual how the connection reads after that
     */
    SmallReads(RecvByteBufAllocator usual) {
        this.usual = usual;
    }

    /** From now on reads adapt to what comes. */
    void end() {
        small = false;
    }

    @Override
    public Handle newHandle() {
        return new Reads(usual.newHandle());
    }

    private final class Reads extends DelegatingHandle implements ExtendedHandle {
        Reads(Handle usual) {
            super(usual);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return small ? allocator.ioBuffer(SMALL, SMALL) : super.allocate(allocator);
        }

        @Override
        public boolean continueReading() {
            return !small && super.continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier mayHaveMore) {
            return !small && ((ExtendedHandle) delegate()).continueReading(mayHaveMore);
        }
    }
}
