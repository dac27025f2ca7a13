package bft.server.model;

import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Chunks;
import bft.worker.wire.Protocol;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalInt;

/**
 * A version in one codec, as the frames that all callers share. Each is encoded on first use. Any
 * thread may use it.
 *
 * <p>Memory: the bytes of its frames, at most 4d and a sixty-fourth.
 */
public final class EncodedModel {
    private final float[] parameters;
    private final GradientCodec codec;
    private final GradientCodec.Encoder encoder;
    private final int chunk;
    private final Buffer[] frames;
    private OptionalInt checksum = OptionalInt.empty();

    private EncodedModel(Model model, GradientCodec codec, GradientCodec.Encoder encoder) {
        this.parameters = model.parameters();
        this.codec = codec;
        this.encoder = encoder;
        this.chunk = codec.maxCoordinates(Protocol.CHUNK_BYTES);
        this.frames = new Buffer[(int) ((parameters.length + chunk - 1L) / chunk)];
    }

    /** All of the model. */
    static EncodedModel whole(Model model, GradientCodec codec) {
        return new EncodedModel(model, codec, codec.encoder(model.parameters(), 0));
    }

    /** What has changed since another version. */
    static EncodedModel since(Model before, Model model) {
        var encoder = Codecs.DELTA.encoder(before.parameters(), model.parameters());
        return new EncodedModel(model, Codecs.DELTA, encoder);
    }

    public GradientCodec codec() {
        return codec;
    }

    public int frameCount() {
        return frames.length;
    }

    /** Frame i as a gRPC message, shared by all callers, which must not modify it. */
    public synchronized Buffer frame(int i) {
        if (frames[i] == null) {
            int from = i * chunk;
            int to = from + Math.min(chunk, parameters.length - from);
            frames[i] = Chunks.message(codec, encoder, from, to);
        }
        return frames[i];
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
