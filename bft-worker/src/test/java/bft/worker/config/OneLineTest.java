package bft.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneLineTest {
    @Test
    void namesFileAndReasonOfWhatTheFileSystemRefuses(@TempDir Path directory) throws Exception {
        Path gone = directory.resolve("gone");
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(OneLine.of(catchThrowable(() -> Files.readString(gone))))
                .isEqualTo(gone + ": no such file or folder");
        assertThat(OneLine.of(catchThrowable(() -> Files.list(file))))
                .isEqualTo(file + ": not a folder");
        assertThat(OneLine.of(catchThrowable(() -> Files.createDirectory(file))))
                .isEqualTo(file + ": a file or folder of that name exists already");
        assertThat(OneLine.of(catchThrowable(() -> Files.delete(directory))))
                .isEqualTo(directory + ": the folder is not empty");
        assertThat(OneLine.of(catchThrowable(() -> Files.writeString(file.resolve("below"), ""))))
                .startsWith(file + "/below: ")
                .isNotEqualTo(file + "/below: FileSystemException");
    }

    @Test
    void repeatsLittleOfALongValueAndNothingThatControlsATerminal() {
        String value = "x".repeat(1 << 20);
        String line = OneLine.of(new IllegalArgumentException("must be 1, got '" + value + "'"));
        assertThat(line)
                .hasSizeLessThan(2_000)
                .startsWith("must be 1, got 'xxx")
                .contains("1046793 characters left out")
                .endsWith("xxx'");
        assertThat(OneLine.shown("a\u001b[31mb\u0000c\u202ed"))
                .isEqualTo("a\\u001b[31mb\\u0000c\\u202ed");
        assertThat(OneLine.shown("käse, 雪")).isEqualTo("käse, 雪");
    }

    @Test
    void looksBehindWhatOnlyCarriesAnError() {
        var carried = new CompletionException(new UncheckedIOException(new IOException("a\n  b")));
        assertThat(OneLine.of(carried)).isEqualTo("a b");
        assertThat(OneLine.of(new IllegalStateException()))
                .isEqualTo("java.lang.IllegalStateException");
    }
}
