package bft.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyFileTest {
    @TempDir Path directory;

    private Path file(int major, String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        int lengthBytes = major == 1 ? 2 : 4;
        var bytes =
                ByteBuffer.allocate(8 + lengthBytes + text.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, 0});
        if (major == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        bytes.put(text).put(data);
        return Files.write(directory.resolve("array.npy"), bytes.array());
    }

    private static String header(String descr, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }  \n";
    }

    private static byte[] floats(float... values) {
        var bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    @Test
    void readsWhatItWrote() throws IOException {
        float[] values = new float[200_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0.5f - 7;
        }
        Path path = directory.resolve("model.npy");
        NpyFile.write(path, new float[1]);
        NpyFile.write(path, values);
        assertThat(NpyFile.readVector(path)).isEqualTo(values);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void theHeaderIsPaddedToABlockOf64Bytes() throws IOException {
        Path path = directory.resolve("model.npy");
        NpyFile.write(path, new float[] {1.5f, -2});
        byte[] bytes = Files.readAllBytes(path);
        assertThat(bytes).hasSize(128 + 8);
        String header = new String(bytes, 10, 118, StandardCharsets.US_ASCII);
        assertThat(header)
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }   ")
                .endsWith(" \n");
        assertThat(bytes[8]).isEqualTo((byte) 118);
        assertThat(Arrays.copyOfRange(bytes, 128, 132)).containsExactly(0, 0, 0xC0, 0x3F);
    }

    @Test
    void readsAMatrixByRows() throws IOException {
        Path path = file(1, header("<f4", "(2, 3)"), floats(1, 2, 3, 4, 5, 6));
        NpyFile matrix = NpyFile.read(path);
        assertThat(matrix.shape()).isEqualTo(List.of(2, 3));
        assertThat(matrix.values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThatIOException()
                .isThrownBy(() -> NpyFile.readVector(path))
                .withMessageContaining("shape is [2, 3]");
    }

    @Test
    void readsFormatTwoAndDoubles() throws IOException {
        byte[] data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0.1).array();
        assertThat(NpyFile.read(file(2, header("<f8", "(1,)"), data)).values())
                .containsExactly(0.1f);
    }

    @Test
    void refusesADoubleThatNoFloatIsNear() throws IOException {
        var data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        data.putDouble(0.5).putDouble(Double.NaN).putDouble(-1e39);
        Path path = file(1, header("<f8", "(3,)"), data.array());
        assertThatIOException()
                .isThrownBy(() -> NpyFile.read(path))
                .withMessage(path + ": value at 2 is -1.0E39, the largest float32 is 3.4028235E38");
    }

    @Test
    void refusesFortranOrderOfAMatrixAndTakesItOfAVector() throws IOException {
        String matrix = header("<f4", "(2, 1)").replace("False", "True");
        Path path = file(1, matrix, floats(1, 2));
        assertThatIOException()
                .isThrownBy(() -> NpyFile.read(path))
                .withMessageContaining(
                        "Fortran order; accepted is C order, which numpy.ascontiguous");
        String vector = header("<f4", "(2,)").replace("False", "True");
        assertThat(NpyFile.readVector(file(1, vector, floats(1, 2)))).containsExactly(1, 2);
    }

    @Test
    void whatCannotBeOpenedIsNamedWithTheReason() {
        assertThatIOException()
                .isThrownBy(() -> NpyFile.read(directory))
                .withMessage(directory + ": it is a folder");
        Path gone = directory.resolve("gone.npy");
        assertThatIOException()
                .isThrownBy(() -> NpyFile.read(gone))
                .withMessage(gone + ": no such file or folder");
    }

    @Test
    void theShapeIsReadWithoutTheValues() throws IOException {
        byte[] data = new byte[16];
        Arrays.fill(data, (byte) 0xff);
        assertThat(NpyFile.readShape(file(1, header("<f8", "(2,)"), data))).isEqualTo(List.of(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<i4 | (2,)                     | its type is '<i4'; accepted are float32, '<f4', and",
                ">f4 | (2,)                     | its type is '>f4'; accepted are float32",
                "<f4 | ()                       | its shape is (); an array must have one or two axes",
                "<f4 | (-2,)                    | its header is not one that NumPy writes",
                "<f4 | (1, 1, 2)                | its shape is (1, 1, 2); an array must have one or two",
                "<f4 | (3,)                     | shape [3] needs 3 values of 4 bytes, the file",
                "<f4 | (1,)                     | the file holds 8 bytes",
                "<f4 | (2147483647,)            | needs 2147483647 values of 4 bytes",
                "<f4 | (9999999999,)            | an axis of the shape is over 2147483647",
                "<f4 | (2147483647, 2147483647) | needs 4611686014132420609 values",
            })
    void refusesAHostileHeaderBeforeItTakesMemory(String descr, String shape, String message)
            throws IOException {
        Path path = file(1, header(descr, shape), floats(1, 2));
        assertThatIOException()
                .isThrownBy(() -> NpyFile.read(path))
                .withMessageContaining(path.toString())
                .withMessageContaining(message);
    }

    @Test
    void refusesAHeaderThatIsTooLongOrNotThere() throws IOException {
        Path path = file(2, "x".repeat(5000), new byte[0]);
        assertThatIOException()
                .isThrownBy(() -> NpyFile.read(path))
                .withMessageContaining("header of 5000 bytes, at most 4096");
        byte[] whole = Files.readAllBytes(file(1, header("<f4", "(2,)"), floats(1, 2)));
        for (int length : new int[] {0, 5, 9, 40}) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatIOException()
                    .isThrownBy(() -> NpyFile.read(path))
                    .withMessageContaining("the file ends within its header");
        }
        whole[6] = 3;
        Files.write(path, whole);
        assertThatIOException()
                .isThrownBy(() -> NpyFile.read(path))
                .withMessageContaining("format version is 3, accepted are 1 and 2");
        whole[0] = 0;
        Files.write(path, whole);
        assertThatIOException()
                .isThrownBy(() -> NpyFile.read(path))
                .withMessageContaining("does not begin as an .npy file");
    }

    @Test
    void noiseIsRefusedWithAMessageAndNothingElse() throws IOException {
        long seed = 11;
        var random = new Random(seed);
        byte[] whole = Files.readAllBytes(file(1, header("<f4", "(2,)"), floats(1, 2)));
        Path path = directory.resolve("noise.npy");
        for (int i = 0; i < 500; i++) {
            byte[] noise = whole.clone();
            noise[random.nextInt(noise.length - 8)] = (byte) random.nextInt();
            Files.write(path, noise);
            try {
                NpyFile.read(path);
            } catch (IOException e) {
                assertThat(e.getMessage()).as("seed " + seed).contains("noise.npy");
            }
        }
    }
}
