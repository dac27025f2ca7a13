package bft.server.model;

import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.wire.Chunks;
import bft.worker.wire.Protocol;
import io.vertx.core.buffer.Buffer;

/**
 * A version on its way to the workers: frozen, and each frame of it encoded once, when the first
 * worker asks for it. Any thread may ask.
 *
 * <p>Memory: 8d bytes once all frames have been asked for.
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

    /** Frame i, shared by all who ask for it: not to be modified. */
    public synchronized Buffer frame(int i) {
        if (frames[i] == null) {
            float[] parameters = model.parameters();
            int from = i * CHUNK;
            int to = from + Math.min(CHUNK, parameters.length - from);
            frames[i] = Chunks.encode(Codecs.FLOAT32, parameters, from, to);
        }
        return frames[i];
    }
}
