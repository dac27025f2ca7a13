package bft.aggregation.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Parses snapshots and rejects numbers beyond the limits. */
final class SnapshotReader {
    private static final int FIRST_PIECE = 1 << 12;
    private static final float[] NONE = {};

    private final BlockReader in;
    private final SnapshotLimits limits;
    private final List<float[]> vectors = new ArrayList<>();
    private final Deque<String> path = new ArrayDeque<>();
    private int fields;

    SnapshotReader(ReadableByteChannel channel, SnapshotLimits limits) {
        this.in = new BlockReader(channel, limits.bytes(), this::path);
        this.limits = limits;
    }

    Snapshot read() throws IOException {
        in.readHeader();
        Snapshot whole = readSnapshot(1);
        in.readEnd();
        return whole;
    }

    private String path() {
        return path.isEmpty() ? "snapshot" : String.join(".", path);
    }

    private Snapshot readSnapshot(int depth) throws IOException {
        if (depth > limits.depth()) {
            throw in.refused("parts within parts, depth " + depth + ", at most " + limits.depth());
        }
        Snapshot.Builder builder = Snapshot.of(readName());
        if (path.isEmpty()) {
            path.add(builder.kind());
        }
        for (int left = readFieldCount(); left > 0; left--) {
            readField(builder, depth);
        }
        return builder.build();
    }

    private int readFieldCount() throws IOException {
        int count = in.getInt();
        if (count < 0 || count > limits.fields() - fields) {
            throw in.refused(
                    "%s fields after %s others, at most %s"
                            .formatted(count, fields, limits.fields()));
        }
        fields += count;
        return count;
    }

    private void readField(Snapshot.Builder builder, int depth) throws IOException {
        String name = readName();
        path.add(name);
        if (builder.has(name)) {
            throw in.refused("a second field of this name");
        }
        int code = in.getByte();
        FieldType type =
                FieldType.ofCode(code)
                        .orElseThrow(() -> in.refused("type " + code + ", need 1 to 9"));
        builder.put(name, readValue(type, depth));
        path.removeLast();
    }

    private Object readValue(FieldType type, int depth) throws IOException {
        return switch (type) {
            case WHOLE -> in.getLong();
            case REAL -> Double.longBitsToDouble(in.getLong());
            case TEXT -> readText();
            case WHOLES -> readWholes();
            case REALS ->
                    Arrays.stream(readWholes()).mapToDouble(Double::longBitsToDouble).toArray();
            case VECTOR -> readVector();
            case VECTORS -> readVectors();
            case PART -> readSnapshot(depth + 1);
            case PARTS -> readParts(depth + 1);
        };
    }

    private String readName() throws IOException {
        int length = in.getByte();
        String name = new String(readBytes(Math.max(0, length)), StandardCharsets.ISO_8859_1);
        if (!Snapshot.isName(name)) {
            throw in.refused("a name of " + length + " bytes, need " + Snapshot.NAMES);
        }
        return name;
    }

    private String readText() throws IOException {
        byte[] bytes = readBytes(readCount(Byte.BYTES, "bytes of text"));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw in.refused("a text that is not UTF-8");
        }
    }

    private byte[] readBytes(int length) throws IOException {
        var bytes = new byte[0];
        while (bytes.length < length) {
            int have = bytes.length;
            bytes = Arrays.copyOf(bytes, more(have, length));
            in.get(bytes, have, bytes.length);
        }
        return bytes;
    }

    private long[] readWholes() throws IOException {
        int count = readCount(Long.BYTES, "values");
        var values = new long[0];
        while (values.length < count) {
            int have = values.length;
            values = Arrays.copyOf(values, more(have, count));
            for (int i = have; i < values.length; i++) {
                values[i] = in.getLong();
            }
        }
        return values;
    }

    /** Twice the present capacity at most, so that memory grows only as bytes arrive. */
    private static int more(int have, int wanted) {
        return (int) Math.min(wanted, Math.max(FIRST_PIECE, 2L * have));
    }

    private float[][] readVectors() throws IOException {
        int count = readCount(Integer.BYTES, "vectors");
        var several = new ArrayList<float[]>();
        String name = path.removeLast();
        for (int i = 0; i < count; i++) {
            path.add(name + "[" + i + "]");
            several.add(readVector());
            path.removeLast();
        }
        path.add(name);
        return several.toArray(float[][]::new);
    }

    private Snapshot[] readParts(int depth) throws IOException {
        int count = readFieldCount();
        var several = new ArrayList<Snapshot>();
        String name = path.removeLast();
        for (int i = 0; i < count; i++) {
            path.add(name + "[" + i + "]");
            several.add(readSnapshot(depth));
            path.removeLast();
        }
        path.add(name);
        return several.toArray(Snapshot[]::new);
    }

    private float[] readVector() throws IOException {
        int number = in.getInt();
        if (number < 0 || number > vectors.size() + 1) {
            throw in.refused("vector " + number + ", there are " + vectors.size() + " before");
        }
        if (number <= vectors.size()) {
            return number == 0 ? NONE : vectors.get(number - 1);
        }
        int d = readCount(Float.BYTES, "coordinates");
        if (d < 1 || d > limits.dimension()) {
            throw in.refused(d + " coordinates, need 1 to " + limits.dimension());
        }
        var vector = new float[d];
        in.get(vector);
        vectors.add(vector);
        return vector;
    }

    private int readCount(int bytesEach, String what) throws IOException {
        int count = in.getInt();
        if (count < 0 || count > in.left() / bytesEach) {
            throw in.refused(
                    "%s %s, the limit of %s bytes leaves %s"
                            .formatted(count, what, limits.bytes(), in.left()));
        }
        return count;
    }
}
