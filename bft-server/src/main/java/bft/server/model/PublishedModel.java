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
 * <p>Memory: 8d bytes once all frames are encoded in float32, 4d more for 16 bits, 4d for what has
 * changed, and 4d for the version before.
 */
public final class PublishedModel {
    private final Model model;
    private final Optional<Model> before;
    private final Map<GradientCodec, EncodedModel> encoded = new HashMap<>();

    /** A version that stands alone. */
    public PublishedModel(Model model) {
        this(model, Optional.empty());
    }

    private PublishedModel(Model model, Optional<Model> before) {
        this.model = model;
        this.before = before;
    }

    /** The version after this one, which can be sent as what has changed. */
    public PublishedModel followedBy(Model next) {
        return new PublishedModel(next, Optional.of(model));
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
        if (!wanted.equals(Codecs.DELTA)) {
            return encoded.computeIfAbsent(wanted, codec -> EncodedModel.whole(model, codec));
        }
        return before.filter(other -> other.version() == held)
                .map(
                        other ->
                                encoded.computeIfAbsent(
                                        wanted, codec -> EncodedModel.since(other, model)))
                .orElseGet(() -> encoded(Codecs.FLOAT32, held));
    }
}
