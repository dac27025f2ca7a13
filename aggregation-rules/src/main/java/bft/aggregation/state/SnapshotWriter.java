package bft.aggregation.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;

/** Writes snapshots, each array of floats once. */
final class SnapshotWriter {
    private final BlockWriter out;
    private final Map<float[], Integer> written = new IdentityHashMap<>();

    SnapshotWriter(BlockWriter out) {
        this.out = out;
    }

    void write(Snapshot snapshot) throws IOException {
        writeName(snapshot.kind());
        out.put(snapshot.fields().size());
        for (Map.Entry<String, Object> field : snapshot.fields().entrySet()) {
            FieldType type = FieldType.of(field.getValue());
            writeName(field.getKey());
            out.put((byte) type.code());
            write(type, field.getValue());
        }
    }

    private void writeName(String name) throws IOException {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        out.put((byte) ascii.length);
        out.put(ascii);
    }

    private void write(FieldType type, Object value) throws IOException {
        switch (type) {
            case WHOLE -> out.put((long) value);
            case REAL -> out.put(Double.doubleToRawLongBits((double) value));
            case TEXT -> writeText((String) value);
            case WHOLES -> writeWholes((long[]) value);
            case REALS -> writeReals((double[]) value);
            case VECTOR -> writeVector((float[]) value);
            case VECTORS -> writeVectors((float[][]) value);
            case PART -> write((Snapshot) value);
            case PARTS -> writeParts((Snapshot[]) value);
            default -> throw new AssertionError(type);
        }
    }

    private void writeText(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.put(bytes.length);
        out.put(bytes);
    }

    private void writeWholes(long[] values) throws IOException {
        out.put(values.length);
        for (long value : values) {
            out.put(value);
        }
    }

    private void writeReals(double[] values) throws IOException {
        out.put(values.length);
        for (double value : values) {
            out.put(Double.doubleToRawLongBits(value));
        }
    }

    private void writeVectors(float[][] vectors) throws IOException {
        out.put(vectors.length);
        for (float[] vector : vectors) {
            writeVector(vector);
        }
    }

    private void writeParts(Snapshot[] parts) throws IOException {
        out.put(parts.length);
        for (Snapshot part : parts) {
            write(part);
        }
    }

    private void writeVector(float[] vector) throws IOException {
        if (vector.length == 0) {
            out.put(0);
            return;
        }
        int next = written.size() + 1;
        Integer before = written.putIfAbsent(vector, next);
        if (before != null) {
            out.put((int) before);
            return;
        }
        out.put(next);
        out.put(vector.length);
        out.put(vector);
    }
}
