package bft.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFormatTest {
    private static final int FRAME = 24;

    /** More than one block of each kind of field that can be long. */
    private static Snapshot large() {
        var random = new Random(5);
        var shared = new float[300_001];
        for (int k = 0; k < shared.length; k++) {
            shared[k] = random.nextFloat();
        }
        return Snapshot.of("job")
                .with("byte", "x")
                .with("text", "é".repeat(700_000))
                .with("wholes", random.longs(150_000).toArray())
                .with("reals", random.doubles(150_000).toArray())
                .with("model", shared)
                .with("models", new float[][] {shared, shared.clone(), {}, shared})
                .with("none", new float[0])
                .with("last", Snapshot.of("inner").with("infinite", -1 / 0.0).build())
                .with("parts", List.of(Snapshot.of("a").build(), Snapshot.of("b").build()))
                .build();
    }

    @Test
    void isReadAsItWasWritten(@TempDir Path directory) throws IOException {
        Snapshot written = large();
        Path file = directory.resolve("snapshot");
        try (var out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            SnapshotFormat.write(written, out);
            assertThat(out.isOpen()).isTrue();
        }
        try (var in = FileChannel.open(file)) {
            Snapshot read = SnapshotFormat.read(in, SnapshotFiles.LIMITS);
            assertThat(in.position()).isEqualTo(in.size());
            assertThat(SnapshotFiles.bytes(read)).isEqualTo(SnapshotFiles.bytes(written));
            assertThat(read.text("text")).isEqualTo(written.text("text"));
            assertThat(read.wholes("wholes", 150_000)).isEqualTo(written.wholes("wholes", 150_000));
            assertThat(read.reals("reals", 150_000)).isEqualTo(written.reals("reals", 150_000));
            assertThat(read.vector("model", 300_001)).isEqualTo(written.vector("model", 300_001));
            assertThat(read.part("last").real("infinite")).isEqualTo(-1 / 0.0);
            assertThat(read.toString()).isEqualTo(written.toString());
        }
    }

    @Test
    void anArrayHeldTwiceIsWrittenOnceAndReadAsOne() throws IOException {
        byte[] bytes = SnapshotFiles.bytes(large());
        assertThat(bytes.length).isLessThan(1_400_000 + 2_400_000 + 2 * 1_200_004 + 1000);
        Snapshot read = SnapshotFiles.read(bytes, SnapshotFiles.LIMITS);
        float[][] models = read.vectors("models", 4, 300_001);
        assertThat(models[0]).isSameAs(read.vector("model", 300_001)).isSameAs(models[3]);
        assertThat(models[1]).isNotSameAs(models[0]).isEqualTo(models[0]);
        assertThat(models[2]).isEmpty();
    }

    /**
     * Accepts and returns a few bytes at a time, sometimes none, and records the largest request.
     */
    private static final class Reluctant implements WritableByteChannel, ReadableByteChannel {
        private final Random random = new Random(7);
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int given;
        private int most;

        private int some(ByteBuffer buffer, int there) {
            most = Math.max(most, buffer.remaining());
            return Math.min(random.nextInt(70_000), Math.min(buffer.remaining(), there));
        }

        @Override
        public int write(ByteBuffer source) {
            var piece = new byte[some(source, Integer.MAX_VALUE)];
            source.get(piece);
            bytes.writeBytes(piece);
            return piece.length;
        }

        @Override
        public int read(ByteBuffer target) {
            byte[] all = bytes.toByteArray();
            int count = some(target, all.length - given);
            target.put(all, given, count);
            given += count;
            return given == all.length && count == 0 ? -1 : count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            throw new AssertionError("the channel is the caller's to close");
        }
    }

    @Test
    void streamsThroughOneBlockOverChannelsThatTakeLittleAtATime() throws IOException {
        var channel = new Reluctant();
        SnapshotFormat.write(large(), channel);
        assertThat(channel.most).isLessThanOrEqualTo(BlockWriter.BLOCK_BYTES + FRAME);
        assertThat(channel.bytes.toByteArray()).isEqualTo(SnapshotFiles.bytes(large()));
        channel.most = 0;
        Snapshot read = SnapshotFormat.read(channel, SnapshotFiles.LIMITS);
        assertThat(channel.most).isLessThanOrEqualTo(BlockWriter.BLOCK_BYTES + FRAME);
        assertThat(SnapshotFiles.bytes(read)).isEqualTo(SnapshotFiles.bytes(large()));
    }

    @Test
    void severalFollowEachOtherInOneChannel() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            SnapshotFormat.write(Snapshot.of("x").with("i", i).build(), Channels.newChannel(bytes));
        }
        var channel = Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray()));
        for (int i = 0; i < 3; i++) {
            assertThat(SnapshotFormat.read(channel, SnapshotFiles.LIMITS).whole("i")).isEqualTo(i);
        }
        assertThatThrownBy(() -> SnapshotFormat.read(channel, SnapshotFiles.LIMITS))
                .isInstanceOf(MalformedSnapshotException.class)
                .hasMessage("snapshot at byte 0: cut off here, need 12 bytes more");
    }

    /**
     * Passes on what the writer writes, a piece at a time, so that at most a block is in memory.
     */
    private static final class Relay implements WritableByteChannel, ReadableByteChannel {
        private final ByteBuffer held = ByteBuffer.allocate(2 * BlockWriter.BLOCK_BYTES + FRAME);
        private Runnable more = () -> {};
        private long written;

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            held.put(source);
            written += count;
            return count;
        }

        @Override
        public int read(ByteBuffer target) {
            while (held.position() == 0) {
                more.run();
            }
            held.flip();
            int count = Math.min(held.remaining(), target.remaining());
            target.put(held.slice(held.position(), count));
            held.position(held.position() + count).compact();
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void supportsMoreThanAnArrayHolds() throws IOException {
        int pieces = 2100;
        var vector = new float[BlockWriter.BLOCK_BYTES / Float.BYTES];
        Arrays.setAll(new int[vector.length], k -> (int) (vector[k] = k));
        var relay = new Relay();
        var writer = new BlockWriter(relay);
        var reader = new BlockReader(relay, Long.MAX_VALUE, () -> "all");
        relay.more = () -> write(writer, vector);
        write(writer, vector);
        reader.readHeader();
        var read = new float[vector.length];
        for (int i = 0; i < pieces; i++) {
            vector[i] = -i;
            reader.get(read);
            assertThat(read[read.length - 1]).isEqualTo(vector[vector.length - 1]);
        }
        assertThat(relay.written).isGreaterThan(1L << 31);
        assertThat(reader.offset()).isGreaterThan(1L << 31);
    }

    private static void write(BlockWriter writer, float[] vector) {
        try {
            writer.put(vector);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
