package bft.aggregation.admission;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a filter or a gathering remembers, as plain values: one form, and one form on disk, for all
 * of them. It carries data and is never compared.
 *
 * @param kind whose memory it is
 * @param counts versions, workers, counters
 * @param values coefficients
 * @param vectors gradients and models; an empty one stands for none
 * @param parts memories of what it is composed of
 */
public record Recollection(
        String kind, long[] counts, double[] values, float[][] vectors, List<Recollection> parts) {
    private static final int MAGIC = 0x42465431;
    private static final int MAX_NAME_BYTES = 100;
    private static final int MAX_PARTS = 10;
    private static final int MAX_DEPTH = 3;

    public Recollection {
        Objects.requireNonNull(kind, "kind");
        parts = List.copyOf(parts);
    }

    /** A memory that is not composed. */
    public Recollection(String kind, long[] counts, double[] values, float[][] vectors) {
        this(kind, counts, values, vectors, List.of());
    }

    /**
     * The bytes of it, little-endian.
     *
     * @throws IllegalArgumentException if they are more than an array can hold
     */
    public byte[] toBytes() {
        long size = Integer.BYTES + sizeInBytes();
        if (size > Integer.MAX_VALUE - Long.BYTES) {
            throw new IllegalArgumentException(
                    kind + " remembers " + size + " bytes, at most 2^31 - 9 fit in one array");
        }
        ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC);
        write(out);
        return out.array();
    }

    /**
     * Reads what {@link #toBytes} wrote. No length is believed before the bytes for it are there,
     * so reading allocates no more than a small multiple of what it is given.
     *
     * @param bytes from anywhere; not modified
     * @throws IllegalArgumentException if they are not such bytes, with the place
     */
    public static Recollection fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < Integer.BYTES || in.getInt() != MAGIC) {
            throw new IllegalArgumentException("not a recollection: it begins with other bytes");
        }
        Recollection whole = read(in, MAX_DEPTH);
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(
                    in.remaining() + " bytes too many after the recollection of " + whole.kind);
        }
        return whole;
    }

    /**
     * Checks kind and shape.
     *
     * @throws IllegalArgumentException naming what differs
     */
    public Recollection expecting(
            String wanted, int countCount, int valueCount, int vectorCount, int partCount) {
        if (!kind.equals(wanted)) {
            throw new IllegalArgumentException("memory of '" + kind + "', need '" + wanted + "'");
        }
        requireLength("counts", counts.length, countCount);
        requireLength("values", values.length, valueCount);
        requireLength("vectors", vectors.length, vectorCount);
        requireLength("parts", parts.size(), partCount);
        return this;
    }

    /**
     * Checks that every vector, but for those that stand for none, has d finite coordinates.
     *
     * @throws IllegalArgumentException with the two lengths, or the coordinate that is not finite
     */
    public Recollection expectingVectorsOf(int dimension) {
        for (float[] vector : vectors) {
            if (vector.length > 0) {
                requireLength("coordinates in a vector", vector.length, dimension);
            }
            for (float x : vector) {
                if (!Float.isFinite(x)) {
                    throw new IllegalArgumentException(kind + ": a vector holds " + x);
                }
            }
        }
        return this;
    }

    private void requireLength(String what, int length, int wanted) {
        if (length != wanted) {
            throw new IllegalArgumentException(
                    kind + ": " + length + " " + what + ", need " + wanted);
        }
    }

    private long sizeInBytes() {
        long size = 5L * Integer.BYTES + kind.getBytes(StandardCharsets.UTF_8).length;
        size += (long) Long.BYTES * counts.length + (long) Double.BYTES * values.length;
        for (float[] vector : vectors) {
            size += Integer.BYTES + (long) Float.BYTES * vector.length;
        }
        for (Recollection part : parts) {
            size += part.sizeInBytes();
        }
        return size;
    }

    private void write(ByteBuffer out) {
        byte[] name = kind.getBytes(StandardCharsets.UTF_8);
        out.putInt(name.length).put(name).putInt(counts.length);
        for (long count : counts) {
            out.putLong(count);
        }
        out.putInt(values.length);
        for (double value : values) {
            out.putDouble(value);
        }
        out.putInt(vectors.length);
        for (float[] vector : vectors) {
            out.putInt(vector.length);
            out.asFloatBuffer().put(vector);
            out.position(out.position() + Float.BYTES * vector.length);
        }
        out.putInt(parts.size());
        parts.forEach(part -> part.write(out));
    }

    private static Recollection read(ByteBuffer in, int depth) {
        var name = new byte[length(in, 1, MAX_NAME_BYTES, "letters of a name")];
        in.get(name);
        var counts = new long[length(in, Long.BYTES, Integer.MAX_VALUE, "counts")];
        in.asLongBuffer().get(counts);
        in.position(in.position() + Long.BYTES * counts.length);
        var values = new double[length(in, Double.BYTES, Integer.MAX_VALUE, "values")];
        in.asDoubleBuffer().get(values);
        in.position(in.position() + Double.BYTES * values.length);
        var vectors = new float[length(in, Integer.BYTES, Integer.MAX_VALUE, "vectors")][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = new float[length(in, Float.BYTES, Integer.MAX_VALUE, "coordinates")];
            in.asFloatBuffer().get(vectors[i]);
            in.position(in.position() + Float.BYTES * vectors[i].length);
        }
        int count = length(in, 5 * Integer.BYTES, depth > 1 ? MAX_PARTS : 0, "parts");
        var parts = new ArrayList<Recollection>();
        for (int i = 0; i < count; i++) {
            parts.add(read(in, depth - 1));
        }
        return new Recollection(
                new String(name, StandardCharsets.UTF_8), counts, values, vectors, parts);
    }

    /** A length for which the bytes are there. */
    private static int length(ByteBuffer in, int bytesEach, int limit, String what) {
        int at = in.position();
        if (in.remaining() < Integer.BYTES) {
            throw new IllegalArgumentException("cut off at byte " + at);
        }
        int length = in.getInt();
        if (length < 0 || length > limit || (long) length * bytesEach > in.remaining()) {
            throw new IllegalArgumentException(
                    length
                            + " "
                            + what
                            + " at byte "
                            + at
                            + ", "
                            + in.remaining()
                            + " bytes are left");
        }
        return length;
    }

    @Override
    public String toString() {
        return kind
                + Arrays.toString(counts)
                + Arrays.toString(values)
                + " vectors of "
                + Arrays.toString(Arrays.stream(vectors).mapToInt(v -> v.length).toArray())
                + (parts.isEmpty() ? "" : " " + parts);
    }
}
