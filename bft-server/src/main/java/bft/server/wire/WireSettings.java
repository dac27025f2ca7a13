package bft.server.wire;

import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import java.util.List;

/**
 * How the server speaks to workers.
 *
 * @param codecs that gradients may come in, at least one
 */
public record WireSettings(WireLimits limits, List<GradientCodec> codecs) {
    public WireSettings {
        codecs = List.copyOf(codecs);
        if (codecs.isEmpty()) {
            throw new IllegalArgumentException("codecs must name at least one, got none");
        }
    }

    /** Takes every codec. */
    public static WireSettings of(WireLimits limits) {
        return new WireSettings(limits, Codecs.ALL);
    }

    public WireSettings with(WireLimits other) {
        return new WireSettings(other, codecs);
    }

    public WireSettings with(List<GradientCodec> others) {
        return new WireSettings(limits, others);
    }
}
