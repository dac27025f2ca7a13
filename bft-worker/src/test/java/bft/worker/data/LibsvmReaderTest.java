package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibsvmReaderTest {
    @TempDir Path directory;

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("rows"), content);
    }

    @Test
    void readsSparseRowsWithTrailingBlanksAndSignedLabels() throws IOException {
        Table table = LibsvmReader.read(write("-1 1:0.5 3:2 \n+1 2:1 \n-1 \n"));
        assertThat(table.width()).isEqualTo(3);
        assertThat(table.features()).containsExactly(0.5f, 0, 2, 0, 1, 0, 0, 0, 0);
        assertThat(table.labels()).containsExactly("-1", "1", "-1");
    }

    @ParameterizedTest
    @CsvSource({"-1, +1", "0, 1", "1, 2", "1.0, 2.0"})
    void numbersTheClassesByValueWhateverTheLabels(String low, String high) throws IOException {
        Table table = LibsvmReader.read(write(high + " 1:1\n" + low + " 1:2\n" + high + " 1:3\n"));
        assertThat(table.dataset(table.classes()).labels()).containsExactly(1, 0, 1);
    }

    @Test
    void takesTheWidthFromTheTrainingRows() throws IOException {
        Path file = write("1 1:1 2:1\n2 1:5\n");
        assertThat(LibsvmReader.read(file, 4).width()).isEqualTo(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LibsvmReader.read(file, 1))
                .withMessageContaining("rows, line 1: index must be in 2..1, got 2");
    }

    @Test
    void refusesIndicesThatDoNotAscendFromOne() {
        assertRefused("1 0:1", "line 1: index must be in 1..1048576, got 0");
        assertRefused("1 -3:1", "got -3");
        assertRefused("1 1:1\n1 3:1 3:2", "line 2: index must be in 4..1048576, got 3");
        assertRefused("1 1048577:1", "index must be in 1..1048576, got 1048577");
    }

    @Test
    void refusesWhatIsNoPair() {
        assertRefused("1 2", "line 1: '2' is not INDEX:VALUE");
        assertRefused("1 :5", "':5' is not INDEX:VALUE");
        assertRefused("1 5:", "'5:' is not INDEX:VALUE");
        assertRefused("1 99999999999:1", "'99999999999:1' is not INDEX:VALUE");
        assertRefused("1 1:inf", "is not INDEX:VALUE");
        assertRefused("1 1:NaN", "line 1: value 1 must be finite, got NaN");
    }

    @Test
    void refusesDenseRowsBeyondTheLimitBeforeTakingMemory() {
        assertRefused(
                "1 1048576:1\n".repeat(257), "257 rows of width 1048576 have 269484032 features");
    }

    @Test
    void refusesTestLabelsThatTrainingHasNot() throws IOException {
        Table train = LibsvmReader.read(write("1 1:1\n2 1:1\n"));
        Table test = LibsvmReader.read(write("1 1:1\n3 1:1\n"), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.dataset(train.classes()))
                .withMessage("label '3' of row 1 is not one of the training labels [1, 2]");
    }

    @Test
    void ordersNumbersByValueAndBeforeWords() {
        var table = new Table(new float[4], java.util.List.of("10", "b", "9", "a"), 1);
        assertThat(table.classes()).containsExactly("9", "10", "a", "b");
    }

    private void assertRefused(String content, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LibsvmReader.read(write(content)))
                .withMessageContaining(message);
    }
}
