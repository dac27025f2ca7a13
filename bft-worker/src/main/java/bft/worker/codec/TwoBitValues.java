package bft.worker.codec;

import java.nio.ByteBuffer;

/**
 * For each value one bit for the sign and one for whether its size is above the run's mean; for the
 * run two sizes, the means of those below and above it.
 */
record TwoBitValues() implements ValueCode {
    private static final int SIZES = 2 * Float.BYTES;
    private static final int EACH = 4;

    @Override
    public int bytes(int count) {
        return SIZES + (count + EACH - 1) / EACH;
    }

    @Override
    public void write(float[] gradient, int[] kept, int first, int last, ByteBuffer out) {
        double sum = 0;
        for (int i = first; i < last; i++) {
            sum += Math.abs(gradient[kept[i]]);
        }
        double mean = sum / Math.max(1, last - first);
        double large = 0;
        int many = 0;
        int codes = out.position() + SIZES;
        for (int i = first; i < last; i++) {
            float value = gradient[kept[i]];
            boolean isLarge = Math.abs(value) > mean;
            large += isLarge ? Math.abs(value) : 0;
            many += isLarge ? 1 : 0;
            int code = (value < 0 ? 1 : 0) | (isLarge ? 2 : 0);
            int place = codes + (i - first) / EACH;
            int before = (i - first) % EACH == 0 ? 0 : out.get(place);
            out.put(place, (byte) (before | code << (i - first) % EACH * 2));
        }
        int few = last - first - many;
        out.putFloat(ValueCode.limited(few == 0 ? 0 : (sum - large) / few));
        out.putFloat(ValueCode.limited(many == 0 ? 0 : large / many));
        out.position(codes + bytes(last - first) - SIZES);
    }

    @Override
    public void check(ByteBuffer chunk, int at, int count) throws MalformedChunkException {
        Blocks.requireScale(chunk.getFloat(at), "the smaller size");
        Blocks.requireScale(chunk.getFloat(at + Float.BYTES), "the larger size");
    }

    @Override
    public float read(ByteBuffer chunk, int at, int count, int i) {
        int code = chunk.get(at + SIZES + i / EACH) >> i % EACH * 2;
        float size = chunk.getFloat(at + (code & 2) * 2);
        return (code & 1) == 0 ? size : -size;
    }
}
