package bft.server.model;

import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Chunks;
import bft.worker.wire.Frame;
import bft.worker.wire.Protocol;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A version in one codec, as the frames that all callers share. Each is encoded on first use. Any
 * thread may use it.
 *
 * <p>Memory: the bytes of its frames, at most 4d and a sixty-fourth, outside the heap. When there
 * is a newer version and nobody sends this one any more, they are used for another.
 */
public final class EncodedModel {
    private final float[] parameters;
    private final GradientCodec codec;
    private final GradientCodec.Encoder encoder;
    private final FrameMemory memory;
    private final int chunk;
    private final List<ByteBuffer> rooms = new ArrayList<>();
    private final ByteBuffer[] frames;
    private OptionalInt checksum = OptionalInt.empty();
    private int senders;
    private boolean isOld;

    private EncodedModel(
            Model model, GradientCodec codec, GradientCodec.Encoder encoder, FrameMemory memory) {
        this.parameters = model.parameters();
        this.codec = codec;
        this.encoder = encoder;
        this.memory = memory;
        this.chunk = codec.maxCoordinates(Protocol.CHUNK_BYTES);
        this.frames = new ByteBuffer[(int) ((parameters.length + chunk - 1L) / chunk)];
    }

    /** All of the model. */
    static EncodedModel whole(Model model, GradientCodec codec, FrameMemory memory) {
        return new EncodedModel(model, codec, codec.encoder(model.parameters(), 0), memory);
    }

    /** What has changed since another version. */
    static EncodedModel since(Model before, Model model, FrameMemory memory) {
        var encoder = Codecs.DELTA.encoder(before.parameters(), model.parameters());
        return new EncodedModel(model, Codecs.DELTA, encoder, memory);
    }

    public GradientCodec codec() {
        return codec;
    }

    public int frameCount() {
        return frames.length;
    }

    /** A caller will be sent the frames. */
    public synchronized void open() {
        senders++;
    }

    /**
     * The caller of an {@link #open} will be sent no more. What is still on its way to it may
     * become bytes of a later version, so it must be all there, or of no use to the caller.
     */
    public synchronized void close() {
        senders--;
        reuse();
    }

    /** There is a newer version. */
    synchronized void retire() {
        isOld = true;
        reuse();
    }

    private void reuse() {
        if (isOld && senders == 0) {
            memory.give(rooms);
            rooms.clear();
            Arrays.fill(frames, null);
        }
    }

    /** Frame i as a gRPC message, for one caller, while it is {@linkplain #open open}. */
    public synchronized Buffer frame(int i) {
        if (senders == 0) {
            throw new IllegalStateException("a frame of a model is only sent while it is open");
        }
        if (frames[i] == null) {
            int from = i * chunk;
            int to = from + Math.min(chunk, parameters.length - from);
            ByteBuffer room = memory.take();
            rooms.add(room);
            frames[i] = Chunks.message(codec, encoder, from, to, room);
        }
        return Frame.over(frames[i]);
    }

    /**
     * Of the whole model, if the frames are only what has changed. The first call costs one pass.
     */
    public synchronized OptionalInt checksum() {
        if (checksum.isEmpty() && codec.equals(Codecs.DELTA)) {
            checksum = OptionalInt.of(Chunks.checksum(parameters));
        }
        return checksum;
    }
}
