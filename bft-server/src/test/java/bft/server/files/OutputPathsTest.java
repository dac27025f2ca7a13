package bft.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputPathsTest {
    @TempDir Path directory;

    @Test
    void tryingLeavesEverythingAsItWas() throws IOException {
        Path there = Files.writeString(directory.resolve("there"), "old");
        OutputPaths.tryWhole(there);
        OutputPaths.tryLines(there);
        OutputPaths.tryWhole(directory.resolve("new"));
        OutputPaths.tryLines(directory.resolve("new"));
        assertThat(there).hasContent("old");
        assertThat(directory.toFile().list()).containsExactly("there");
    }

    @Test
    void aFolderThatIsNotThereOrIsNoneIsNamed() throws IOException {
        Path lost = directory.resolve("no/model.npy");
        assertThatIOException()
                .isThrownBy(() -> OutputPaths.tryWhole(lost))
                .withMessage(
                        lost + ": there is no folder " + lost.getParent() + ": create it first");
        Files.writeString(directory.resolve("no"), "");
        assertThatIOException()
                .isThrownBy(() -> OutputPaths.tryLines(lost))
                .withMessage(lost + ": " + lost.getParent() + " is not a folder");
        assertThatIOException()
                .isThrownBy(() -> OutputPaths.tryWhole(directory))
                .withMessage("'" + directory + "' is a folder: give the name of a file in it");
    }

    @Test
    void aDeviceIsWrittenToAndNeverReplaced() throws IOException {
        Path device = Path.of("/dev/null");
        assumeThat(device).exists();
        OutputPaths.tryLines(device);
        assertThatIOException()
                .isThrownBy(() -> OutputPaths.tryWhole(device))
                .withMessage("/dev/null: cannot be replaced, it is a device and not a file");
    }

    @Test
    void aFolderThatMayNotBeWrittenToIsNamedWithTheReason() throws IOException {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(closed)).as("the superuser may").isFalse();
        Path file = closed.resolve("model.npy");
        assertThatIOException()
                .isThrownBy(() -> OutputPaths.tryWhole(file))
                .withMessage(file + ": cannot be written: permission denied");
    }
}
