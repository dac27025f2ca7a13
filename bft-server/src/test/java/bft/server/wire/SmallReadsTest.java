package bft.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Netty hands such allocators no other type
class SmallReadsTest {
    private final NioSocketChannel channel = new NioSocketChannel();
    private final SmallReads reads = new SmallReads(channel.config().getRecvByteBufAllocator());
    private final RecvByteBufAllocator.Handle handle = reads.newHandle();

    @AfterEach
    void close() {
        channel.unsafe().closeForcibly();
    }

    /** One read that fills its buffer; returns the buffer's size. */
    private int fill() {
        ByteBuf buffer = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
        int size = buffer.writableBytes();
        buffer.release();
        handle.attemptedBytesRead(size);
        handle.lastBytesRead(size);
        handle.incMessagesRead(1);
        return size;
    }

    @Test
    void readsOnceAndLittleAtATimeUntilTheEnd() {
        handle.reset(channel.config());
        assertThat(fill()).isEqualTo(2_048);
        assertThat(handle.continueReading()).isFalse();
    }

    @Test
    void readsAsOftenAsOtherConnectionsAfterTheEnd() {
        reads.end();
        handle.reset(channel.config());
        int times = 0;
        do {
            fill();
            times++;
        } while (handle.continueReading());
        assertThat(times).isEqualTo(channel.metadata().defaultMaxMessagesPerRead());
        assertThat(times).isGreaterThan(1);
    }
}
