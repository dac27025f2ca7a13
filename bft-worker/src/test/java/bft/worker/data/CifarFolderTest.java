package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CifarFolderTest {
    private static final int RECORD = 3073;

    @TempDir Path directory;

    /** Records whose pixels are all alike in each row: 255, or 0 in the last channel. */
    private static byte[] records(int... labels) {
        byte[] bytes = new byte[labels.length * RECORD];
        for (int i = 0; i < labels.length; i++) {
            bytes[i * RECORD] = (byte) labels[i];
            Arrays.fill(bytes, i * RECORD + 1, i * RECORD + 1 + 2048, (byte) 255);
        }
        return bytes;
    }

    private void write(String name, byte[] content) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("cifar-10-batches-bin"));
        Files.write(folder.resolve(name), content);
    }

    private Split load() {
        return Datasets.load("cifar-10", directory, 0);
    }

    @Test
    void readsAllBatchesInTheirOrderAndScalesThemByTheTrainingRows() throws IOException {
        write("data_batch_2.bin", records(3));
        write("data_batch_1.bin.gz", IdxReaderTest.gzip(records(9, 0)));
        write("test_batch.bin", records(1));
        write("readme.html", new byte[] {1});
        Split split = load();
        assertThat(split.train().labels()).containsExactly(9, 0, 3);
        assertThat(split.test().labels()).containsExactly(1);
        assertThat(split.train().width()).isEqualTo(3072);
        assertThat(split.train().classes()).isEqualTo(10);
        // Two thirds are 1 and one third 0: mean 2/3, deviation sqrt(2)/3.
        assertThat(split.train().features()[2047]).isCloseTo(0.70711f, within(1e-4f));
        assertThat(split.test().features()[2048]).isCloseTo(-1.41421f, within(1e-4f));
        assertThat(split.notes()).anyMatch(note -> note.contains("scaled by the mean 0.666"));
    }

    @Test
    void ofSeveralFilesOfABatchTakesTheOneWithTheMostRows() throws IOException {
        write("data_batch_1.few.bin", records(1));
        write("data_batch_1.many.bin", records(2, 3));
        write("data_batch_1.none.bin", records(4));
        write("test_batch.bin", records(1));
        assertThat(load().train().labels()).containsExactly(2, 3);
    }

    @Test
    void namesFilePositionAndLimit() throws IOException {
        write("test_batch.bin", records(1));
        write("data_batch_1.bin", records(1, 10));
        assertRefused("data_batch_1.bin, offset 3073: label must be in 0..9, got 10");
        write("data_batch_1.bin", Arrays.copyOf(records(1, 2), 2 * RECORD - 1));
        assertRefused("data_batch_1.bin, offset 6145: the file ends within a record of 3073 bytes");
        Files.delete(directory.resolve("cifar-10-batches-bin/test_batch.bin"));
        write("data_batch_1.bin", records(1));
        assertRefused("cifar-10 needs files data_batch_1.bin and test_batch.bin in ");
    }

    private void assertRefused(String message) {
        assertThatIllegalArgumentException().isThrownBy(this::load).withMessageContaining(message);
    }
}
