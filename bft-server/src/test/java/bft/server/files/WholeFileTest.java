package bft.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir Path directory;

    @Test
    void takesThePlaceOfWhatWasThere() throws IOException {
        Path path = directory.resolve("file");
        Files.writeString(directory.resolve("file.partial"), "of a process that was killed");
        WholeFile.writeText(path, "one");
        WholeFile.writeText(path, "two");
        assertThat(path).hasContent("two");
        assertThat(directory).isDirectoryNotContaining("glob:**.partial");
    }

    @Test
    void hasItsPermissionsFromItsFirstMomentOn() throws IOException {
        Path path = directory.resolve("secret");
        var owner = PosixFilePermissions.fromString("rw-------");
        WholeFile.write(
                path,
                file ->
                        assertThat(
                                        Files.getPosixFilePermissions(
                                                directory.resolve("secret.partial")))
                                .isEqualTo(owner),
                PosixFilePermissions.asFileAttribute(owner));
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(owner);
    }

    @Test
    void whereItCannotBeWrittenTheOldOneStaysAndNothingElse() throws IOException {
        Path path = directory.resolve("file");
        WholeFile.writeText(path, "one");
        assertThatIOException()
                .isThrownBy(
                        () ->
                                WholeFile.write(
                                        path,
                                        file -> {
                                            file.write(ByteBuffer.wrap(new byte[9]));
                                            throw new IOException("disk full");
                                        }))
                .withMessage("disk full");
        assertThat(path).hasContent("one");
        assertThat(directory.toFile().list()).containsExactly("file");
    }
}
