package bft.server.model;

import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.wire.Chunks;
import bft.worker.wire.Protocol;
import io.vertx.core.buffer.Buffer;

/**
 * A version that is sent to workers: frozen, and each of its frames is encoded once, on first use.
 * Any thread may use it.
 *
 * <p>Memory: 8d bytes once all frames are encoded.
 */
public final class PublishedModel {
    private static final int CHUNK = Codecs.FLOAT32.maxCoordinates(Protocol.CHUNK_BYTES);

    private final Model model;
    private final Buffer[] frames;

    public PublishedModel(Model model) {
        this.model = model;
        this.frames = new Buffer[(int) ((model.parameters().length + CHUNK - 1L) / CHUNK)];
    }

    public Model model() {
        return model;
    }

    public int frameCount() {
        return frames.length;
    }

    /** Frame i as a gRPC message, shared by all callers, which must not modify it. */
    public synchronized Buffer frame(int i) {
        if (frames[i] == null) {
            float[] parameters = model.parameters();
            int from = i * CHUNK;
            int to = from + Math.min(CHUNK, parameters.length - from);
            frames[i] = Chunks.message(Codecs.FLOAT32, parameters, from, to);
        }
        return frames[i];
    }
}
