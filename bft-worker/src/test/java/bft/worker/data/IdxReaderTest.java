package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxReaderTest {
    /** Two images of 1 by 3 pixels, and their labels. */
    private static final byte[] IMAGES =
            idx(new int[] {2, 1, 3}, new byte[] {0, (byte) 255, 1, 2, 3, (byte) 128});

    private static final byte[] LABELS = idx(new int[] {2}, new byte[] {4, 1});

    @TempDir Path directory;
    private Path images;
    private Path labels;

    @BeforeEach
    void write() throws IOException {
        images = Files.write(directory.resolve("images"), IMAGES);
        labels = Files.write(directory.resolve("labels"), LABELS);
    }

    @Test
    void readsImagesAndLabels() {
        Dataset data = read();
        assertThat(data.count()).isEqualTo(2);
        assertThat(data.width()).isEqualTo(3);
        assertThat(data.classes()).isEqualTo(5);
        assertThat(data.labels()).containsExactly(4, 1);
        assertThat(data.features()).containsExactly(0, 1, 1 / 255f, 2 / 255f, 3 / 255f, 128 / 255f);
    }

    @Test
    void readsGzipWhateverTheName() throws IOException {
        Files.write(images, gzip(IMAGES));
        Files.write(labels, gzip(LABELS));
        assertThat(read().labels()).containsExactly(4, 1);
    }

    @Test
    void refusesALengthThatTheFileCannotHoldBeforeTakingMemory() throws IOException {
        Files.write(labels, idx(new int[] {0x7fffffff}, new byte[] {1}));
        assertRefused(
                "labels, offset 4: axis of length 2147483647 makes 2147483647 values, limit 9");
        Files.write(labels, idx(new int[] {-1}, new byte[] {1}));
        assertRefused(
                "labels, offset 4: axis of length 4294967295 makes 4294967295 values, limit 9");
        Files.write(labels, gzip(idx(new int[] {0x7fffffff}, new byte[] {1})));
        assertRefused("axis of length 2147483647");
    }

    @Test
    void refusesLengthsWhoseProductOverflows() throws IOException {
        Files.write(images, idx(new int[] {2, 0x10000, 0x10000}, new byte[100]));
        assertRefused("images, offset 8: axis of length 65536 makes 131072 values, limit 116");
    }

    @Test
    void refusesFilesThatEndEarlyOrGoOn() throws IOException {
        Files.write(labels, Arrays.copyOf(LABELS, LABELS.length - 1));
        assertRefused("labels, value 1: the file ends, 2 values due");
        Files.write(labels, Arrays.copyOf(LABELS, LABELS.length + 1));
        assertRefused("labels, value 2: the file goes on after the last value");
        Files.write(labels, Arrays.copyOf(LABELS, 5));
        assertRefused("labels, offset 5: the file ends within its header of 8 bytes");
        Files.write(labels, new byte[0]);
        assertRefused("labels: the file is empty");
        Files.write(labels, gzip(new byte[0]));
        assertRefused("labels, offset 0: the file ends within its header of 4 bytes");
    }

    @Test
    void refusesOtherTypesAndOtherFormats() throws IOException {
        byte[] floats = LABELS.clone();
        floats[2] = 0x0d;
        Files.write(labels, floats);
        assertRefused("labels, offset 2: type must be 8 (unsigned byte), got 13 (float32)");
        Files.writeString(labels, "PK, not IDX");
        assertRefused("labels, offset 0: an IDX file begins with 2 zero bytes, got 50 4b");
        Files.write(labels, new byte[] {0, 0, 8, 0});
        assertRefused("labels, offset 3: number of axes must be in 1..4, got 0");
    }

    @Test
    void refusesImagesWhereLabelsShouldBeAndUnlikeCounts() throws IOException {
        Files.write(labels, IMAGES);
        assertRefused("labels, offset 3: labels have 1 axis, got 3");
        Files.write(labels, idx(new int[] {3}, new byte[] {1, 1, 1}));
        assertRefused("images, offset 4: 2 images for 3 labels");
    }

    @Test
    void refusesImagesWithoutPixelsAndFilesWithoutLabels() throws IOException {
        Files.write(images, idx(new int[] {2, 0, 3}, new byte[0]));
        assertRefused("images, offset 8: the images have no pixels");
        Files.write(labels, idx(new int[] {0}, new byte[0]));
        assertRefused("labels, offset 4: there are no labels");
    }

    @Test
    void aTestPartTakesItsClassesFromTheTrainingPart() throws IOException {
        Dataset train = read();
        Files.write(labels, idx(new int[] {2}, new byte[] {1, 1}));
        assertThat(read(train).classes()).isEqualTo(5);
        Files.write(labels, idx(new int[] {2}, new byte[] {1, 5}));
        assertRefused("labels, value 1: label 5 is no training label", train);
        Files.write(labels, idx(new int[] {2}, new byte[] {3, 1}));
        assertRefused("labels, value 0: label 3 is no training label", train);
        Files.write(labels, LABELS);
        Files.write(images, idx(new int[] {2, 2}, new byte[4]));
        assertRefused("images: images of 2 values, those to train have 3", train);
    }

    @Test
    void refusesDamagedGzip() throws IOException {
        byte[] packed = gzip(LABELS);
        Files.write(labels, Arrays.copyOf(packed, packed.length - 9));
        assertRefused("labels: not a sound gzip stream");
    }

    @Test
    void refusesAMissingFile() throws IOException {
        Files.delete(images);
        assertRefused("there is no file " + images);
    }

    private Dataset read() {
        return IdxReader.read(images, labels, Optional.empty());
    }

    private Dataset read(Dataset train) {
        return IdxReader.read(images, labels, Optional.of(train));
    }

    private void assertRefused(String message, Dataset train) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(train))
                .withMessageContaining(message);
    }

    private void assertRefused(String message) {
        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining(message);
    }

    static byte[] idx(int[] lengths, byte[] values) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * lengths.length + values.length);
        file.put(new byte[] {0, 0, 8, (byte) lengths.length});
        for (int length : lengths) {
            file.putInt(length);
        }
        return file.put(values).array();
    }

    static byte[] gzip(byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }
}
