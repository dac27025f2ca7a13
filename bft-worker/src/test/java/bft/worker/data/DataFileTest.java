package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between a file and its text. */
final class DataFileTest {
    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("rows");
    }

    @Test
    void readsEachMemberOfAGzipFile() throws IOException {
        Files.write(file, joined(gzip("1,a\n"), gzip(""), gzip("2,b\n"), gzip("3,c\n")));
        assertThat(Sample.of(file).lines()).containsExactly("1,a", "2,b", "3,c");
    }

    @Test
    void readsEachMemberOfAGzipFileThatIsLargerThanAnyBuffer() throws IOException {
        byte[] noise = new byte[1 << 17];
        new java.util.Random(3).nextBytes(noise);
        Files.write(file, joined(IdxReaderTest.gzip(noise), IdxReaderTest.gzip(noise)));
        int length = DataFile.read(file, (in, most) -> in.readAllBytes().length);
        assertThat(length).isEqualTo(1 << 18);
    }

    @Test
    void refusesGzipThatEndsEarlyWhereverThatIs() throws IOException {
        byte[] whole = joined(gzip("1,a\n"), gzip("2,b\n"));
        int first = gzip("1,a\n").length;
        for (int length = 3; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            if (length != first) {
                assertThatIllegalArgumentException()
                        .as("%d bytes of %d", length, whole.length)
                        .isThrownBy(() -> Sample.of(file))
                        .withMessageContaining("rows: not a sound gzip stream: ");
            }
        }
    }

    @Test
    void refusesWhatFollowsAGzipStream() throws IOException {
        Files.write(file, joined(gzip("1,a\n"), "more".getBytes(StandardCharsets.US_ASCII)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.of(file))
                .withMessageContaining("what follows its end is not gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1"})
    void refusesTextInOtherEncodingsRatherThanReadItWrongly(String charset) throws IOException {
        Files.write(file, "1,\u00e9\n2,\u00e8\n".getBytes(Charset.forName(charset)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.of(file))
                .withMessageMatching(".*rows(: |, line 1: ).*UTF-8");
        Files.write(file, "\ufeff1,\u00e9\n2,\u00e8\n".getBytes(Charset.forName(charset)));
        if (charset.startsWith("UTF-16")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Sample.of(file))
                    .withMessageEndingWith(
                            "rows: this is text in UTF-16 or UTF-32; save it as UTF-8");
        }
    }

    @Test
    void readsLinesThatEndInAnyWay() throws IOException {
        Files.writeString(file, "1,a\r\n2,b\r3,c\n\r\n4,d");
        assertThat(Sample.of(file).lines()).containsExactly("1,a", "2,b", "3,c", "4,d");
        var notes = new Notes();
        Table table = CsvReader.read(file, CsvOptions.DEFAULT, java.util.List.of(), notes);
        assertThat(table.labels()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void namesTheReasonOfAnErrorInTheMiddleOfAFile() {
        Path broken = Path.of("/proc/self/mem");
        assumeTrue(Files.isReadable(broken), "no file that fails when it is read");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Datasets.load(broken.toString(), directory, 1))
                .withMessage("/proc/self/mem: Input/output error");
    }

    @Test
    void namesTheReasonWhereAFileMayNotBeRead() throws IOException {
        Files.writeString(file, "1,a\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(file), "this user may read every file");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Datasets.load(file.toString(), directory, 1))
                .withMessage(file + ": permission denied");
    }

    @Test
    void refusesWhatIsNoFileOrEmpty() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.of(file))
                .withMessage("there is no file " + file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.of(directory))
                .withMessage(directory + ": a file is needed, this is a directory");
        Files.createFile(file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.of(file))
                .withMessage(file + ": the file is empty");
    }

    @Test
    void quotesNothingThatATerminalObeysAndNoNovel() {
        assertThat(DataFile.quoted("a\u001b[31m\nb")).isEqualTo("'a [31m b'");
        assertThat(DataFile.quoted("x".repeat(1000))).hasSizeLessThan(70);
    }

    private static byte[] gzip(String text) throws IOException {
        return IdxReaderTest.gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[]... parts) throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }
}
