package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibsvmReaderTest {
    @TempDir Path directory;

    private final Notes notes = new Notes();

    private Table table(String content) throws IOException {
        SparseRows rows = LibsvmReader.read(write(content), notes);
        return rows.dense(Math.min(1, rows.first()), rows.last());
    }

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("rows"), content);
    }

    @Test
    void readsSparseRowsWithTrailingBlanksAndSignedLabels() throws IOException {
        Table table = table("-1 1:0.5 3:2 \n+1 2:1 \n-1 \n");
        assertThat(table.width()).isEqualTo(3);
        assertThat(table.features()).containsExactly(0.5f, 0, 2, 0, 1, 0, 0, 0, 0);
        assertThat(table.labels()).containsExactly("-1", "1", "-1");
    }

    @ParameterizedTest
    @CsvSource({"-1, +1", "0, 1", "1, 2", "1.0, 2.0"})
    void numbersTheClassesByValueWhateverTheLabels(String low, String high) throws IOException {
        Table table = table(high + " 1:1\n" + low + " 1:2\n" + high + " 1:3\n");
        assertThat(table.dataset(table.classes()).labels()).containsExactly(1, 0, 1);
    }

    @Test
    void readsCommentsGroupsAndRowsWithoutFeaturesAsOtherToolsDo() throws IOException {
        Table table = table("# by a tool\n1\n2 qid:1 1:0.5 # first\n\n1 qid:2 2:1.5\r\n2#none\n");
        assertThat(table.features()).containsExactly(0, 0, 0.5f, 0, 0, 1.5f, 0, 0);
        assertThat(table.labels()).containsExactly("1", "2", "1", "2");
        assertThat(notes.lines().get(0))
                .contains("rows: the groups (qid) of its rows are not used");
    }

    @Test
    void leavesOutByteOrderMarksWhereverTheyStand() throws IOException {
        assertThat(table("\ufeff1 1:1\n2 1:2\n\ufeff1 1:1\n").classes()).containsExactly("1", "2");
    }

    @Test
    void takesIndicesFromZeroIfThereIsOne() throws IOException {
        Table table = table("1 0:5 2:6\n2 1:7\n");
        assertThat(table.features()).containsExactly(5, 0, 6, 0, 7, 0);
    }

    @Test
    void refusesIndicesThatDoNotAscend() {
        assertRefused("1 -3:1", "'-3:1' is not INDEX:VALUE");
        assertRefused("1 1:1\n1 3:1 3:2", "line 2: indices must ascend, got 3 after 3");
        assertRefused("1 3:1 2:2", "line 1: indices must ascend, got 2 after 3");
        assertRefused("1 1048577:1", "index must be at most 1048576, got 1048577");
    }

    @Test
    void refusesWhatIsNoPair() {
        assertRefused("1 2", "line 1: '2' is not INDEX:VALUE");
        assertRefused("1 :5", "':5' is not INDEX:VALUE");
        assertRefused("1 5:", "'5:' is not INDEX:VALUE");
        assertRefused("1 99999999999:1", "'99999999999:1' is not INDEX:VALUE");
        assertRefused("1 1:1 qid:1", "'qid:1' is not INDEX:VALUE");
        assertRefused("1 \u0661:1", "is not INDEX:VALUE");
        for (String word : List.of("inf", "NaN", "?", "1f", "1e39", "0,5")) {
            assertRefused(
                    "1 1:1\n1 2:" + word,
                    "line 2: value of index 2 must be a finite number, got '%s'".formatted(word));
        }
    }

    @Test
    void refusesRowsWithoutALabelOrWithSeveral() {
        assertRefused("1 1:1\n1:0.5 2:1", "line 2: a row begins with its label, got '1:0.5'");
        assertRefused("1,2 1:1", "line 1: one label is needed, got '1,2'");
        assertRefused("? 1:1", "line 1: a label is needed, got '?'");
    }

    @Test
    void refusesFilesWithoutRowsOrFeatures() {
        assertRefused("# nothing\n\n", "rows: there are no rows");
        assertRefused("1\n2\n", "rows: no row has a feature");
        assertRefused(
                "1 1:1\n2 1:" + "1".repeat(1 << 24), "line 2: longer than 16777216 characters");
    }

    @Test
    void refusesDenseRowsBeyondTheLimitBeforeTakingMemory() {
        assertRefused(
                "1 1048576:1\n".repeat(257), "257 rows of width 1048576 have 269484032 features");
    }

    @Test
    void refusesTestLabelsThatTrainingHasNot() throws IOException {
        Table train = table("1 1:1\n2 1:1\n");
        Table test = table("1 1:1\n3 1:1\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.dataset(train.classes()))
                .withMessageContaining(
                        "rows, row 2: label '3' is not one of the training labels [1, 2]");
    }

    @Test
    void ordersNumbersByValueAndBeforeWords() {
        var table = new Table(Path.of("x"), new float[4], List.of("10", "b", "9", "a"), 1);
        assertThat(table.classes()).containsExactly("9", "10", "a", "b");
    }

    private void assertRefused(String content, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table(content))
                .withMessageContaining(message);
    }
}
