package bft.worker.codec;

import bft.aggregation.kernels.Finite;
import java.nio.ByteBuffer;

/**
 * The sign of each coordinate, 0 as positive, times the mean size in its block. Biased: a worker
 * adds the lost part to its next gradient.
 *
 * <p>EF-signSGD: Karimireddy, Rebjock, Stich, Jaggi, "Error feedback fixes SignSGD and other
 * gradient compression schemes", ICML 2019, Algorithm 1, with a scale for each block instead of
 * each layer; after Seide, Fu, Droppo, Li, Yu, "1-bit stochastic gradient descent", Interspeech
 * 2014. A mean size above {@link #SCALE_LIMIT} is clamped.
 *
 * @param feedback share of the lost part that is added to the next gradient
 */
record SignBits(Blocks blocks, double feedback) implements Blockwise {

    @Override
    public String name() {
        return format() + Feedback.parameter(feedback);
    }

    @Override
    public String format() {
        return "sign:block=" + blocks.block();
    }

    @Override
    public int number() {
        return 6;
    }

    @Override
    public Encoder encoder(float[] gradient, long seed) {
        return (from, to, out) ->
                blocks.write(
                        from,
                        to,
                        out,
                        (k, end, array, at) -> {
                            ChunkBytes.KERNELS.signs(gradient, k, end, array, at);
                            return scale(gradient, k, end);
                        });
    }

    private static float scale(float[] gradient, int from, int to) {
        float sum = ChunkBytes.KERNELS.sizes(gradient, from, to);
        boolean isFinite = Float.isFinite(sum) || Finite.firstNonFinite(gradient, from, to) < 0;
        return isFinite ? Math.min(sum / (to - from), SCALE_LIMIT) : Float.NaN;
    }

    @Override
    public int decode(ByteBuffer chunk, float[] row, int from, int to)
            throws MalformedChunkException {
        return blocks.read(
                chunk,
                row,
                from,
                to,
                (array, at, scale, k, end) ->
                        ChunkBytes.KERNELS.signed(array, at, scale, row, k, end));
    }
}
