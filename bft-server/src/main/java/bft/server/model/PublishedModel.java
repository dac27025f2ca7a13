package bft.server.model;

import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import bft.worker.wire.Chunks;
import bft.worker.wire.Protocol;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A version that is sent to workers: frozen, and each of its frames is encoded once in each codec,
 * on first use. Any thread may use it.
 *
 * <p>Memory: 8d bytes once all frames are encoded in float32, 4d more for the other codecs.
 */
public final class PublishedModel {
    private final Model model;
    private final Map<GradientCodec, Buffer[]> encoded = new HashMap<>();

    public PublishedModel(Model model) {
        this.model = model;
    }

    public Model model() {
        return model;
    }

    /** How many frames there are in one of float32 and {@link Codecs#OF_MODELS}. */
    public int frameCount(GradientCodec codec) {
        int chunk = codec.maxCoordinates(Protocol.CHUNK_BYTES);
        return (int) ((model.parameters().length + chunk - 1L) / chunk);
    }

    /** Frame i as a gRPC message, shared by all callers, which must not modify it. */
    public synchronized Buffer frame(GradientCodec codec, int i) {
        Buffer[] frames = encoded.computeIfAbsent(codec, unused -> new Buffer[frameCount(codec)]);
        if (frames[i] == null) {
            float[] parameters = model.parameters();
            int chunk = codec.maxCoordinates(Protocol.CHUNK_BYTES);
            int from = i * chunk;
            int to = from + Math.min(chunk, parameters.length - from);
            frames[i] = Chunks.message(codec, parameters, from, to);
        }
        return frames[i];
    }
}
