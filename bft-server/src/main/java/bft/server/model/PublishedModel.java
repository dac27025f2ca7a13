package bft.server.model;

import bft.worker.client.Model;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A version that is sent to workers: frozen, and encoded once in each codec. Any thread may use it.
 *
 * <p>Memory: 4d bytes, 4d for the version before, and outside the heap 4d once all frames are
 * encoded in float32, 4d more for 16 bits, and 4d for what has changed.
 */
public final class PublishedModel {
    private final Model model;
    private final Optional<Model> before;
    private final FrameMemory memory;
    private final Map<GradientCodec, EncodedModel> encoded = new HashMap<>();
    private boolean isOld;

    /** A version that stands alone. */
    public PublishedModel(Model model) {
        this(model, Optional.empty(), new FrameMemory(model.parameters().length));
    }

    private PublishedModel(Model model, Optional<Model> before, FrameMemory memory) {
        this.model = model;
        this.before = before;
        this.memory = memory;
    }

    /**
     * The version after this one, which can be sent as what has changed. This one is sent to the
     * end where it is being sent.
     */
    public synchronized PublishedModel followedBy(Model next) {
        isOld = true;
        encoded.values().forEach(EncodedModel::retire);
        return new PublishedModel(next, Optional.of(model), memory);
    }

    public Model model() {
        return model;
    }

    /**
     * What to send to a caller.
     *
     * @param wanted float32 or one of {@link Codecs#OF_MODELS}
     * @param held the version that the caller has
     * @return in the wanted codec, or in float32 if the caller cannot be sent changes
     */
    public synchronized EncodedModel encoded(GradientCodec wanted, long held) {
        Optional<Model> base = before.filter(other -> other.version() == held);
        GradientCodec codec =
                wanted.equals(Codecs.DELTA) && base.isEmpty() ? Codecs.FLOAT32 : wanted;
        return encoded.computeIfAbsent(codec, absent -> make(codec, base));
    }

    private EncodedModel make(GradientCodec codec, Optional<Model> base) {
        EncodedModel made =
                codec.equals(Codecs.DELTA)
                        ? EncodedModel.since(base.orElseThrow(), model, memory)
                        : EncodedModel.whole(model, codec, memory);
        if (isOld) {
            made.retire();
        }
        return made;
    }
}
