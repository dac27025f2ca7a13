package bft.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import bft.worker.codec.Codecs;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameSenderTest {
    /** A stream that has ended, and takes nothing. */
    private static final class Ended implements WriteStream<Buffer> {
        private final List<ByteBuf> refused = new ArrayList<>();

        @Override
        public Future<Void> write(Buffer data) {
            refused.add(((BufferInternal) data).getByteBuf());
            throw new IllegalStateException("the stream has ended");
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            return this;
        }

        @Override
        public Future<Void> end() {
            return Future.succeededFuture();
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return false;
        }

        @Override
        public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
            return this;
        }
    }

    @Test
    void aFrameThatTheStreamDoesNotTakeGivesItsMemoryBack() {
        var ended = new Ended();
        Future<Void> sent =
                FrameSender.send(ended, Codecs.FLOAT32, 1_024, new float[10], 0, () -> true);
        assertThat(sent.cause()).hasMessage("the stream has ended");
        assertThat(ended.refused).hasSize(1);
        assertThat(ended.refused.get(0).refCnt()).isZero();
    }
}
