package bft.worker.wire;

import bft.spec.BadArgument;
import bft.worker.codec.Codecs;
import bft.worker.codec.GradientCodec;
import java.util.List;
import java.util.Optional;

/**
 * How gradients and models may be sent, and how many.
 *
 * @param chunkBytes most bytes of data in one frame: a positive multiple of 4
 * @param codecs that the server accepts, at least one
 * @param pullCodecs that models may be asked for in, besides float32
 * @param attempts gradients that a worker may push on one version, from 1 to {@link #MAX_ATTEMPTS}
 * @param datagrams how gradients may be sent as datagrams; empty if they may not
 */
public record Transfer(
        int chunkBytes,
        List<GradientCodec> codecs,
        List<GradientCodec> pullCodecs,
        int attempts,
        Optional<DatagramTerms> datagrams) {

    /** Most gradients of a worker on one version. */
    public static final int MAX_ATTEMPTS = 1_024;

    /** The largest chunks, and every codec. */
    public static final Transfer DEFAULT = new Transfer(Protocol.CHUNK_BYTES, Codecs.ALL);

    /**
     * @throws IllegalArgumentException if a value is outside its limits
     */
    public Transfer {
        codecs = List.copyOf(codecs);
        pullCodecs = List.copyOf(pullCodecs);
        BadArgument.when(chunkBytes < Float.BYTES || chunkBytes > Protocol.CHUNK_BYTES)
                .because(
                        "chunk bytes must be in [%s, %s], got %s",
                        Float.BYTES, Protocol.CHUNK_BYTES, chunkBytes);
        BadArgument.when(chunkBytes % Float.BYTES != 0)
                .because("chunk bytes must be a multiple of %s, got %s", Float.BYTES, chunkBytes);
        BadArgument.when(codecs.isEmpty())
                .because("the server accepts none of the codecs known here");
        BadArgument.when(attempts < 1 || attempts > MAX_ATTEMPTS)
                .because("attempts must be in [1, %s], got %s", MAX_ATTEMPTS, attempts);
    }

    /** No datagrams. */
    public Transfer(
            int chunkBytes,
            List<GradientCodec> codecs,
            List<GradientCodec> pullCodecs,
            int attempts) {
        this(chunkBytes, codecs, pullCodecs, attempts, Optional.empty());
    }

    /** Models in float32 only. */
    public Transfer(int chunkBytes, List<GradientCodec> codecs, int attempts) {
        this(chunkBytes, codecs, List.of(), attempts);
    }

    /** One gradient of a worker on a version. */
    public Transfer(int chunkBytes, List<GradientCodec> codecs) {
        this(chunkBytes, codecs, 1);
    }

    /** The same with datagrams. */
    public Transfer with(DatagramTerms terms) {
        return new Transfer(chunkBytes, codecs, pullCodecs, attempts, Optional.of(terms));
    }

    /** The codec for models: the wanted one if it is offered, else float32. */
    public GradientCodec ofModels(GradientCodec wanted) {
        return pullCodecs.contains(wanted) ? wanted : Codecs.FLOAT32;
    }
}
