package bft.worker.wire;

import bft.worker.codec.GradientCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A part of a gradient in a datagram. Its values are the sender's claims: who is not the sender can
 * forge all of them, unless {@link DatagramSeal} says otherwise.
 *
 * @param worker index of the sender
 * @param session of the sender
 * @param push whose data it has
 * @param chunk which part of the gradient, counted from 0
 * @param data of the part, in the codec
 */
public record Datagram(int worker, long session, Push push, int chunk, ByteBuffer data) {
    /** Bytes besides data. */
    public static final int OVERHEAD_BYTES = 40 + DatagramSeal.BYTES;

    private static final int FORMAT = 0x31544642;

    /**
     * A push as each of its datagrams names it.
     *
     * @param sequence number of the push
     * @param baseVersion version of the model at which the gradient was computed
     * @param codec number of the codec
     */
    public record Push(long sequence, long baseVersion, int codec) {}

    /**
     * Reads a datagram without its seal.
     *
     * @param bytes from anyone; not modified, nor its position
     * @return empty if they are not a datagram of this format, or have no data
     */
    public static Optional<Datagram> parse(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() <= OVERHEAD_BYTES || in.getInt() != FORMAT) {
            return Optional.empty();
        }
        int worker = in.getInt();
        long session = in.getLong();
        var push = new Push(in.getLong(), in.getLong(), in.getInt());
        int chunk = in.getInt();
        in.limit(in.limit() - DatagramSeal.BYTES);
        return Optional.of(new Datagram(worker, session, push, chunk, in.slice()));
    }

    /** The sealed datagrams of one gradient. */
    public static final class Writer {
        private final int worker;
        private final DatagramTerms terms;
        private final Push push;
        private final GradientCodec.Encoder encoder;
        private final DatagramSeal seal;
        private final int size;
        private final int dimension;

        /**
         * @param worker index of the sender
         * @param codec of the push, which must fit the terms
         * @param gradient not modified; the caller must not modify it before the last datagram
         * @param seed of the codec's random choices
         */
        public Writer(
                int worker,
                DatagramTerms terms,
                PushHeader push,
                GradientCodec codec,
                float[] gradient,
                long seed) {
            this.worker = worker;
            this.terms = terms;
            this.push = new Push(push.sequence(), push.baseVersion(), codec.number());
            this.encoder = codec.encoder(gradient, seed);
            this.seal = new DatagramSeal(terms.key());
            this.size = terms.coordinates(codec);
            this.dimension = gradient.length;
        }

        /** How many there are. */
        public int count() {
            return chunks(dimension, size);
        }

        /** The datagram of a part. */
        public byte[] write(int chunk) {
            ByteBuffer out = ByteBuffer.allocate(terms.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            out.putInt(FORMAT).putInt(worker).putLong(terms.session());
            out.putLong(push.sequence()).putLong(push.baseVersion());
            out.putInt(push.codec()).putInt(chunk);
            int from = chunk * size;
            encoder.encode(from, from + Math.min(size, dimension - from), out);
            seal.seal(out);
            var bytes = new byte[out.position()];
            out.get(0, bytes);
            return bytes;
        }
    }

    /** How many datagrams a gradient takes, with so many coordinates in each. */
    public static int chunks(int dimension, int size) {
        return (int) (((long) dimension + size - 1) / size);
    }
}
