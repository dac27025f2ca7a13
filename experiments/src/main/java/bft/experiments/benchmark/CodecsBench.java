package bft.experiments.benchmark;

import bft.worker.codec.GradientCodec;
import bft.worker.codec.MalformedChunkException;
import bft.worker.wire.Chunks;
import bft.worker.wire.Protocol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures codecs in comparison with a copy of the gradient, the fastest operation that touches all
 * coordinates.
 *
 * @param repeats how often each is timed
 * @param seed decides the values
 */
record CodecsBench(int repeats, long seed) {

    /** A gradient that is encoded and decoded in the chunks of the network. */
    private static final class Passage {
        private final GradientCodec codec;
        private final float[] gradient;
        private final float[] row;
        private final int size;
        private final ByteBuffer out = ByteBuffer.allocate(Protocol.CHUNK_BYTES);
        private final List<ByteBuffer> chunks = new ArrayList<>();
        private long draw;

        Passage(GradientCodec codec, float[] gradient, float[] row) {
            this.codec = codec;
            this.gradient = gradient;
            this.row = row;
            this.size = codec.maxCoordinates(Protocol.CHUNK_BYTES);
            GradientCodec.Encoder encoder = codec.encoder(gradient, draw);
            for (int from = 0; from < gradient.length; from += size) {
                encoder.encode(from, end(from), out.clear());
                chunks.add(ByteBuffer.allocate(out.position()).put(out.flip()).flip());
            }
        }

        private int end(int from) {
            return from + Math.min(size, gradient.length - from);
        }

        void encode() {
            GradientCodec.Encoder encoder = codec.encoder(gradient, ++draw);
            for (int from = 0; from < gradient.length; from += size) {
                encoder.encode(from, end(from), out.clear());
            }
        }

        void decode() {
            try {
                int from = 0;
                for (ByteBuffer chunk : chunks) {
                    int to = from + codec.coordinates(chunk);
                    codec.decode(chunk, row, from, to);
                    from = to;
                }
            } catch (MalformedChunkException e) {
                throw new IllegalStateException("a codec reads what it writes", e);
            }
        }

        long bytes() {
            return chunks.stream().mapToLong(ByteBuffer::remaining).sum();
        }
    }

    /** Bytes of memory that these codecs need. */
    static double bytes(List<GradientCodec> codecs, int d) {
        return 12.0 * d + codecs.stream().mapToLong(codec -> Chunks.maxBytes(codec, d)).sum();
    }

    /** Bytes of a gradient in this codec. */
    static long encodedBytes(GradientCodec codec, int d) {
        return new Passage(codec, gradient(d, 0), new float[d]).bytes();
    }

    private static float[] gradient(int d, long seed) {
        float[] gradient = new float[d];
        var random = new SplittableRandom(seed);
        for (int k = 0; k < d; k++) {
            gradient[k] = (float) (Math.log(random.nextDouble()) * (random.nextInt(2) - 0.5));
        }
        return gradient;
    }

    /** Measures them in turn, in the order given. */
    List<BenchOutcome> run(List<GradientCodec> codecs, int d) {
        float[] gradient = gradient(d, seed);
        float[] row = new float[d];
        List<Passage> passages =
                codecs.stream().map(codec -> new Passage(codec, gradient, row)).toList();
        List<Runnable> calls = new ArrayList<>();
        calls.add(() -> System.arraycopy(gradient, 0, row, 0, d));
        for (Passage passage : passages) {
            calls.add(passage::encode);
            calls.add(passage::decode);
        }
        List<Rotation.Cost> costs;
        try (var team = new BenchThreads(1)) {
            costs = new Rotation(System::nanoTime, team::allocatedBytes).run(calls, repeats);
        }
        List<BenchOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            BenchOutcome outcome =
                    new BenchOutcome("codec")
                            .with("codec", passages.get(i).codec.name())
                            .with("d", d)
                            .with("bytes", passages.get(i).bytes())
                            .with("saving", 4.0 * d / passages.get(i).bytes());
            add(outcome, "encode", costs.get(1 + 2 * i), costs.get(0));
            add(outcome, "decode", costs.get(2 + 2 * i), costs.get(0));
            outcome.with("copy_ms", costs.get(0).msMedian()).with("repeats", repeats);
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private static void add(
            BenchOutcome outcome, String what, Rotation.Cost cost, Rotation.Cost copy) {
        outcome.with(what + "_ms_min", cost.msMin())
                .with(what + "_ms_median", cost.msMedian())
                .with(what + "_copy_ratio", cost.ratioTo(copy))
                .with(what + "_bytes_per_call", cost.bytesMedian());
    }
}
