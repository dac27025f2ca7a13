package bft.server.wire;

import bft.server.lossy.LossyMode;
import bft.spec.BadArgument;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the server communicates with workers.
 *
 * @param codecs that gradients may be encoded with, at least one
 * @param eventLoops threads that read and write, 1 to 1024
 * @param ownerCap most workers of one owner; empty for any number
 * @param lossy how gradients may come as datagrams; empty if they may not
 */
public record WireSettings(
        WireLimits limits,
        List<GradientCodec> codecs,
        int eventLoops,
        OptionalInt ownerCap,
        Optional<LossyMode> lossy) {
    private static final int MAX_LOOPS = 1024;

    public WireSettings {
        codecs = List.copyOf(codecs);
        BadArgument.when(codecs.isEmpty()).because("codecs must name at least one, got none");
        BadArgument.when(eventLoops < 1 || eventLoops > MAX_LOOPS)
                .because("event loops must be 1 to %s, got %s", MAX_LOOPS, eventLoops);
    }

    /** No datagrams. */
    public WireSettings(
            WireLimits limits, List<GradientCodec> codecs, int eventLoops, OptionalInt ownerCap) {
        this(limits, codecs, eventLoops, ownerCap, Optional.empty());
    }

    /** Accepts every codec, with one event loop per core. */
    public static WireSettings of(WireLimits limits) {
        return new WireSettings(
                limits,
                Codecs.ALL,
                Runtime.getRuntime().availableProcessors(),
                OptionalInt.empty());
    }

    public WireSettings with(WireLimits other) {
        return new WireSettings(other, codecs, eventLoops, ownerCap, lossy);
    }

    public WireSettings with(LossyMode mode) {
        return new WireSettings(limits, codecs, eventLoops, ownerCap, Optional.of(mode));
    }

    public WireSettings with(List<GradientCodec> others) {
        return new WireSettings(limits, others, eventLoops, ownerCap, lossy);
    }
}
