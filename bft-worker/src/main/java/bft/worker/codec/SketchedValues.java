package bft.worker.codec;

import bft.spec.BadArgument;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Each value as the number of its bucket, one byte, and for each bucket the mean of its values. The
 * bounds are quantiles of a sample of the run's values, so buckets hold about equally many.
 *
 * @param buckets 2 to 256; a run of fewer values has one bucket for each
 */
record SketchedValues(int buckets) implements ValueCode {
    static final int MAX_BUCKETS = 256;
    private static final int SAMPLE_PER_BUCKET = 16;

    SketchedValues {
        BadArgument.when(buckets < 2 || buckets > MAX_BUCKETS)
                .because("sketch: buckets must be in [2, %s], got %s", MAX_BUCKETS, buckets);
    }

    private int used(int count) {
        return Math.min(buckets, count);
    }

    @Override
    public int bytes(int count) {
        return used(count) * Float.BYTES + count;
    }

    @Override
    public void write(float[] gradient, int[] kept, int first, int last, ByteBuffer out) {
        int used = used(last - first);
        float[] bounds = bounds(gradient, kept, first, last, used);
        double[] sums = new double[used];
        int[] counts = new int[used];
        int codes = out.position() + used * Float.BYTES;
        for (int i = first; i < last; i++) {
            float value = gradient[kept[i]];
            int found = Arrays.binarySearch(bounds, value);
            int bucket = found < 0 ? -found - 1 : found;
            sums[bucket] += value;
            counts[bucket]++;
            out.put(codes + i - first, (byte) bucket);
        }
        for (int bucket = 0; bucket < used; bucket++) {
            double mean = counts[bucket] == 0 ? 0 : sums[bucket] / counts[bucket];
            out.putFloat(ValueCode.limited(mean));
        }
        out.position(codes + last - first);
    }

    /** Bucket b holds values above bound b - 1 and at most bound b. */
    private static float[] bounds(float[] gradient, int[] kept, int first, int last, int used) {
        int count = last - first;
        int sampled = Math.min(count, used * SAMPLE_PER_BUCKET);
        float[] sample = new float[sampled];
        for (int i = 0; i < sampled; i++) {
            sample[i] = gradient[kept[first + (int) ((long) i * count / sampled)]];
        }
        Arrays.sort(sample);
        float[] bounds = new float[Math.max(0, used - 1)];
        for (int b = 0; b < bounds.length; b++) {
            bounds[b] = sample[(int) ((b + 1L) * sampled / used) - 1];
        }
        return bounds;
    }

    @Override
    public void check(ByteBuffer chunk, int at, int count) throws MalformedChunkException {
        for (int bucket = 0; bucket < used(count); bucket++) {
            float mean = chunk.getFloat(at + bucket * Float.BYTES);
            Blocks.requireScale(Math.abs(mean), "the size of a bucket");
        }
        int codes = at + used(count) * Float.BYTES;
        for (int i = 0; i < count; i++) {
            int bucket = Byte.toUnsignedInt(chunk.get(codes + i));
            if (bucket >= used(count)) {
                throw new MalformedChunkException(
                        "value %s is in bucket %s of %s".formatted(i, bucket, used(count)));
            }
        }
    }

    @Override
    public float read(ByteBuffer chunk, int at, int count, int i) {
        int bucket = Byte.toUnsignedInt(chunk.get(at + used(count) * Float.BYTES + i));
        return chunk.getFloat(at + bucket * Float.BYTES);
    }
}
