package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    @TempDir Path directory;

    @Test
    void takesAnEmptyDirectoryAndMakesAMissingOne() throws Exception {
        assertThat(RunDirectory.create(Optional.of(directory), "train")).isEqualTo(directory);
        Path missing = directory.resolve("a/b");
        assertThat(RunDirectory.create(Optional.of(missing), "train")).isEmptyDirectory();
    }

    @Test
    void refusesWhatHoldsTheFilesOfAnEarlierRun() throws Exception {
        Files.writeString(directory.resolve("rounds.csv"), "");
        assertThatThrownBy(() -> RunDirectory.create(Optional.of(directory), "train"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--out must be an empty or new directory, " + directory);
    }

    @Test
    void runsOfTheSameSecondAreNumbered() throws Exception {
        Path first = RunDirectory.fresh(directory.resolve("runs"), "train-1");
        Path second = RunDirectory.fresh(directory.resolve("runs"), "train-1");
        Path third = RunDirectory.fresh(directory.resolve("runs"), "train-1");
        assertThat(first).hasFileName("train-1");
        assertThat(second).isEmptyDirectory().hasFileName("train-1-2");
        assertThat(third).hasFileName("train-1-3");
    }

    @Test
    void aDirectoryThatCannotBeMadeHintsAtTheOption() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> RunDirectory.create(Optional.of(file.resolve("run")), "train"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--out")
                .hasMessageContaining(file.toString());
    }
}
