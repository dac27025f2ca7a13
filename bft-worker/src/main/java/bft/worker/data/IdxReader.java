package bft.worker.data;

import bft.spec.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Reads IDX files of unsigned bytes, the format of MNIST and Fashion-MNIST, gzip or not.
 *
 * <p>Two zero bytes, the type 8, the number of axes, then the length of each axis as a big-endian
 * 32-bit integer, then the values in row-major order (LeCun, Cortes, Burges, "The MNIST database of
 * handwritten digits", 1998). The lengths are checked against a limit and against the file's size
 * before memory is allocated; a file that is too short or too long is refused.
 */
record IdxReader(Path file, InputStream in, long mostBytes) {
    private static final int TYPE_UNSIGNED_BYTE = 8;
    private static final int MAX_AXES = 4;

    private static final Map<Integer, String> TYPES =
            Map.of(
                    TYPE_UNSIGNED_BYTE,
                    "unsigned byte",
                    9,
                    "signed byte",
                    11,
                    "int16",
                    12,
                    "int32",
                    13,
                    "float32",
                    14,
                    "float64");

    /** The number of axes in an IDX file, by its first bytes; 0 if it is not an IDX file. */
    static int axes(Path file) {
        byte[] magic = DataFile.read(file, (in, most) -> in.readNBytes(4));
        boolean idx =
                magic.length == 4
                        && magic[0] == 0
                        && magic[1] == 0
                        && TYPES.containsKey((int) magic[2])
                        && magic[3] > 0;
        return idx ? magic[3] : 0;
    }

    /**
     * Images and their labels. Pixels become x/255. Label k is class k; the number of classes
     * follows from the largest label of the training part and is at least 2.
     *
     * @param train the training part, if this is the test part
     * @throws IllegalArgumentException if a file is not valid, the counts differ or this part does
     *     not fit the training part
     */
    static Dataset read(Path images, Path labels, Optional<Dataset> train) {
        int[] classes =
                DataFile.read(labels, (in, most) -> new IdxReader(labels, in, most).labels());
        train.ifPresent(known -> requireKnown(labels, classes, known));
        int largest = 1;
        for (int label : classes) {
            largest = Math.max(largest, label);
        }
        float[] pixels =
                DataFile.read(
                        images,
                        (in, most) -> new IdxReader(images, in, most).pixels(classes.length));
        int width = pixels.length / classes.length;
        if (train.isPresent() && train.get().width() != width) {
            throw new IllegalArgumentException(
                    "%s: images of %s values, those to train have %s"
                            .formatted(images, width, train.get().width()));
        }
        return new Dataset(pixels, classes, width, train.map(Dataset::classes).orElse(largest + 1));
    }

    private static void requireKnown(Path file, int[] labels, Dataset train) {
        boolean[] known = new boolean[train.classes()];
        for (int label : train.labels()) {
            known[label] = true;
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= known.length || !known[labels[i]]) {
                throw DataFile.malformed(
                        file, "value " + i, "label %s is no training label".formatted(labels[i]));
            }
        }
    }

    private int[] labels() throws IOException {
        int[] lengths = header();
        if (lengths.length != 1) {
            throw DataFile.malformed(file, "offset 3", "labels have 1 axis, got " + lengths.length);
        }
        if (lengths[0] == 0) {
            throw DataFile.malformed(file, "offset 4", "there are no labels");
        }
        int[] labels = new int[lengths[0]];
        values(labels.length, (i, value) -> labels[i] = value);
        return labels;
    }

    private float[] pixels(int labels) throws IOException {
        int[] lengths = header();
        if (lengths.length < 2) {
            throw DataFile.malformed(
                    file, "offset 3", "images have at least 2 axes, got " + lengths.length);
        }
        if (lengths[0] != labels) {
            throw DataFile.malformed(
                    file, "offset 4", "%s images for %s labels".formatted(lengths[0], labels));
        }
        int total = 1;
        for (int length : lengths) {
            total *= length;
        }
        if (total == 0) {
            throw DataFile.malformed(file, "offset 8", "the images have no pixels");
        }
        float[] pixels = new float[total];
        values(total, (i, value) -> pixels[i] = value / 255f);
        return pixels;
    }

    private int[] header() throws IOException {
        byte[] magic = bytes(4, 0);
        if (magic[0] != 0 || magic[1] != 0) {
            throw DataFile.malformed(
                    file,
                    "offset 0",
                    Text.of(
                            "an IDX file begins with 2 zero bytes, got %02x %02x",
                            magic[0], magic[1]));
        }
        if (magic[2] != TYPE_UNSIGNED_BYTE) {
            throw DataFile.malformed(
                    file,
                    "offset 2",
                    Text.of(
                            "type must be 8 (unsigned byte), got %s (%s)",
                            magic[2] & 0xff, TYPES.getOrDefault((int) magic[2], "unknown")));
        }
        int axes = magic[3];
        if (axes < 1 || axes > MAX_AXES) {
            throw DataFile.malformed(
                    file,
                    "offset 3",
                    "number of axes must be in 1..%s, got %s".formatted(MAX_AXES, axes & 0xff));
        }
        return lengths(axes);
    }

    private int[] lengths(int axes) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(bytes(4 * axes, 4));
        long room = Math.min(DataFile.MAX_FEATURES, mostBytes);
        long total = 1;
        int[] lengths = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            long length = header.getInt() & 0xffffffffL;
            total *= length;
            if (total > room) {
                throw DataFile.malformed(
                        file,
                        "offset " + (4 + 4 * axis),
                        "axis of length %s makes %s values, limit %s"
                                .formatted(length, total, room));
            }
            lengths[axis] = (int) length;
        }
        return lengths;
    }

    private interface Sink {
        void put(int index, int value);
    }

    private void values(int count, Sink sink) throws IOException {
        byte[] buffer = new byte[1 << 14];
        int done = 0;
        while (done < count) {
            int read = in.read(buffer, 0, Math.min(buffer.length, count - done));
            if (read < 0) {
                throw DataFile.malformed(
                        file, "value " + done, "the file ends, %s values due".formatted(count));
            }
            for (int i = 0; i < read; i++) {
                sink.put(done + i, buffer[i] & 0xff);
            }
            done += read;
        }
        if (in.read() >= 0) {
            throw DataFile.malformed(
                    file, "value " + count, "the file goes on after the last value");
        }
    }

    private byte[] bytes(int count, int offset) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw DataFile.malformed(
                    file,
                    "offset " + (offset + bytes.length),
                    "the file ends within its header of %s bytes".formatted(offset + count));
        }
        return bytes;
    }
}
