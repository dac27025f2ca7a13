package bft.worker.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory with CIFAR-10 in its binary form: {@code data_batch_1.bin} to {@code
 * data_batch_5.bin} and {@code test_batch.bin}. Some of them are enough, and a name may have a
 * further part, as in {@code data_batch_1.first4000.bin}; of several files of one batch the one
 * with the most rows counts. A record is a label and the 32x32 pixels in red, then green, then blue
 * (Krizhevsky, "Learning multiple layers of features from tiny images", 2009).
 */
final class CifarFolder {
    private static final int PIXELS = 3 * 32 * 32;
    private static final int RECORD = 1 + PIXELS;
    private static final int CLASSES = 10;
    private static final String TEST = "test_batch";
    private static final Pattern NAME =
            Pattern.compile("(data_batch_[1-5]|" + TEST + ")([.].*)?[.]bin([.]gz)?");

    private CifarFolder() {}

    /** The bytes of a batch, whole records. */
    private record Content(Path file, byte[] bytes) {
        int rows() {
            return bytes.length / RECORD;
        }

        int at(int row, int offset) {
            return bytes[row * RECORD + offset] & 0xff;
        }
    }

    /**
     * Reads the batches to train and the one to test, pixels as x/255; empty if one of them is not
     * there.
     *
     * @throws IllegalArgumentException naming file, position, value and limit if one is malformed
     */
    static Optional<Split> read(Path directory, Notes notes) {
        Map<String, Content> batches = new TreeMap<>();
        for (Path file : Folder.files(directory, "")) {
            Matcher matcher = NAME.matcher(Folder.name(file));
            if (matcher.matches()) {
                Content content = DataFile.read(file, (in, most) -> content(file, in));
                batches.merge(matcher.group(1), content, (a, b) -> b.rows() > a.rows() ? b : a);
            }
        }
        Optional<Content> test = Optional.ofNullable(batches.remove(TEST));
        if (batches.isEmpty() || test.isEmpty()) {
            return Optional.empty();
        }
        Dataset train = dataset(List.copyOf(batches.values()), notes);
        return Optional.of(new Split(train, dataset(List.of(test.get()), notes), "cifar-10"));
    }

    private static Content content(Path file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(DataFile.MAX_FEATURES);
        if (bytes.length % RECORD != 0) {
            throw DataFile.malformed(
                    file,
                    "offset " + bytes.length,
                    "the file ends within a record of %s bytes".formatted(RECORD));
        }
        return new Content(file, bytes);
    }

    private static Dataset dataset(List<Content> batches, Notes notes) {
        int rows = batches.stream().mapToInt(Content::rows).sum();
        float[] features = new float[Math.multiplyExact(rows, PIXELS)];
        int[] labels = new int[rows];
        int row = 0;
        for (Content batch : batches) {
            for (int i = 0; i < batch.rows(); i++) {
                labels[row] = label(batch, i);
                for (int k = 0; k < PIXELS; k++) {
                    features[row * PIXELS + k] = batch.at(i, 1 + k) / 255f;
                }
                row++;
            }
            notes.add(
                    "%s: CIFAR-10, %s rows of %s features as x/255"
                            .formatted(batch.file(), batch.rows(), PIXELS));
        }
        return new Dataset(features, labels, PIXELS, CLASSES);
    }

    private static int label(Content batch, int row) {
        int label = batch.at(row, 0);
        if (label >= CLASSES) {
            throw DataFile.malformed(
                    batch.file(),
                    "offset " + (long) row * RECORD,
                    "label must be in 0..%s, got %s".formatted(CLASSES - 1, label));
        }
        return label;
    }
}
