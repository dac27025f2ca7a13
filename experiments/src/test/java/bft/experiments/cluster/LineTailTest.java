package bft.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineTailTest {
    @Test
    void keepsAnUnfinishedLineUntilItsEndComes(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("log"), "one\ntw");
        try (var tail = new LineTail(file)) {
            assertThat(tail.read()).containsExactly("one");
            assertThat(tail.read()).isEmpty();
            Files.writeString(file, "o\nthree\n", StandardOpenOption.APPEND);
            assertThat(tail.read()).containsExactly("two", "three");
        }
    }
}
