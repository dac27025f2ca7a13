package bft.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
    @TempDir Path directory;

    @Test
    void linesAreThereOnceFlushedAndAnOlderFileIsReplaced() throws IOException {
        Path path = Files.writeString(directory.resolve("lines"), "old old old\n");
        try (LineFile lines = LineFile.open(path)) {
            lines.write("één\n");
            lines.flush();
            assertThat(path).hasContent("één\n");
            lines.write("two\n");
            assertThat(path).hasContent("één\n");
            assertThat(lines.isWhole()).isTrue();
        }
        assertThat(path).hasContent("één\ntwo\n");
    }

    @Test
    void anOlderFileStaysUntilTheFirstLine() throws IOException {
        Path path = Files.writeString(directory.resolve("lines"), "old old old\n");
        try (LineFile lines = LineFile.open(path)) {
            lines.flush();
        }
        assertThat(path).hasContent("old old old\n");
        try (LineFile lines = LineFile.open(path)) {
            lines.begin();
            assertThat(path).isEmptyFile();
        }
        assertThat(path).isEmptyFile();
    }

    @Test
    void linesThatAreKeptStayAndOthersFollowThem() throws IOException {
        Path path = Files.writeString(directory.resolve("lines"), "kept\nnot kept\n");
        try (LineFile lines = LineFile.open(path, 5)) {
            lines.write("new\n");
            lines.flush();
            assertThat(path).hasContent("kept\nnew\n");
        }
        assertThat(path).hasContent("kept\nnew\n");
    }

    @Test
    void aFullDeviceIsToldOnceAndRemembered() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(full).as("a device that is always full").exists();
        LineFile lines = LineFile.open(full);
        lines.write("one\n");
        assertThatIOException().isThrownBy(lines::flush).withMessageContaining("No space left");
        assertThat(lines.isWhole()).isFalse();
        lines.write("two\n");
        assertThatIOException().isThrownBy(lines::flush).withMessageContaining("an earlier line");
        lines.close();
        assertThat(lines.isWhole()).isFalse();
    }
}
