package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets as people have them, in whatever folders, names and dialects. */
final class OwnDataTest {
    private static final String ROWS = "1,0\n2,1\n".repeat(5);

    @TempDir Path directory;

    @Test
    void theTestPartOfLibsvmMayHaveMoreFeaturesOrFewer() throws IOException {
        write("small", "1 1:1\n2 2:1\n1 1:0.9 3:0.1\n2 2:1.1\n");
        write("small.t", "1 1:1 4:0.2\n2 2:1\n");
        Split more = load("small");
        assertThat(more.train().width()).isEqualTo(4);
        assertThat(more.test().features()).containsExactly(1, 0, 0, 0.2f, 0, 1, 0, 0);
        assertThat(more.notes()).contains("4 features, indices 1 to 4", "features not scaled");
        write("small.t", "1 1:1\n2 2:1\n");
        assertThat(load("small").test().width()).isEqualTo(3);
        write("small.t", "1 0:1\n2 2:1\n");
        assertThat(load("small").train().width()).isEqualTo(4);
    }

    @Test
    void aTestPartOfATableMustHaveTheSameColumns() throws IOException {
        write("own.csv", "1,2,a\n3,4,b\n");
        write("own.csv.t", "1,a\n3,b\n");
        assertRefused("own.csv", "own.csv has 2 features, " + directory.resolve("own.csv.t"));
        write("own.csv.t", "1,2,a\n3,4,c\n");
        assertRefused("own.csv", "own.csv.t, row 2: label 'c' is not one of the training labels");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 1:0.5 # first\n2 1:1.5\n1 1:0.4\n2 1:1.6\n",
                "# made by a tool\n1 1:0.5\n2 1:1.5\n1 1:0.4\n2 1:1.6\n",
                "1 qid:1 1:0.5\n2 qid:1 1:1.5\n1 qid:2 1:0.4\n2 qid:2 1:1.6\n",
                "1\n2 1:1\n1 1:0.1\n2 1:1.2\n",
                "\ufeff1 1:1\n1 1:1\n2 1:2\n1 1:1\n2 1:2\n1 1:1\n",
                "yes 1:1\nno 1:2\nyes 2:1\nno 1:1\n"
            })
    void knowsLibsvmHoweverItBegins(String content) throws IOException {
        write("rows.txt", content);
        Split split = load("rows.txt");
        assertThat(split.train().classes()).isEqualTo(2);
        assertThat(split.notes().toString()).contains("LIBSVM, ");
    }

    @Test
    void knowsATableWithColonsInItsLabels() throws IOException {
        write("own.csv", "1,2,at 12:30\n3,4,at 13:30\n".repeat(3));
        assertThat(load("own.csv").train().classes()).isEqualTo(2);
    }

    @Test
    void readsTheFormatThatItIsTold() throws IOException {
        write("rows", "1 2\n1 1:1\n2 1:2\n");
        assertRefused("rows:format=libsvm", "rows, line 1: '2' is not INDEX:VALUE");
        write("own.csv", "0,5;1\n1,5;0\n".repeat(5));
        assertThat(load("own.csv:separator=semicolon,header=no").train().width()).isEqualTo(1);
        assertRefused("own.csv:separator=dot", "separator must be one of auto, comma,");
        assertRefused("own.csv:colour=red", "own.csv has no parameter 'colour'; there are format");
        assertRefused("rows:format=libsvm,label=0", "(LIBSVM) has no parameter 'label'");
        assertRefused("own.csv:format=idx", "for IDX name the directory");
    }

    @Test
    void aFileWhoseNameLooksLikeParametersIsAFile() throws IOException {
        write("own:label=9", ROWS);
        assertThat(load(directory.resolve("own:label=9").toString()).train().count()).isEqualTo(8);
    }

    @Test
    void scalesAsItIsTold() throws IOException {
        write("own.csv", "1,10,a\n3,20,b\n");
        write("own.csv.t", "2,15,a\n");
        assertThat(load("own.csv").train().features()).containsExactly(-1, -1, 1, 1);
        assertThat(load("own.csv:scale=none").train().features()).containsExactly(1, 10, 3, 20);
        // Mean 8.5, deviation sqrt((7.5^2 + 1.5^2 + 5.5^2 + 11.5^2) / 4) = 7.4330.
        assertThat(load("own.csv:scale=global").test().features()[1])
                .isCloseTo(6.5f / 7.4330f, within(1e-4f));
        assertRefused("own.csv:scale=mnist", "scale=mnist is for IDX");
        assertRefused(
                "own.csv:scale=big",
                "own.csv: scale must be one of auto, per-feature, global, mnist, none");
    }

    @Test
    void findsFilesInFoldersOfTheirOwnName() throws IOException {
        Files.createDirectories(directory.resolve("own.csv"));
        write("own.csv/own.csv", ROWS);
        write("own.csv/README", "about");
        assertThat(load("own.csv").train().count()).isEqualTo(8);
        Files.createDirectories(directory.resolve("a9a"));
        write("a9a/a9a", "1 1:1\n2 2:1\n");
        write("a9a/a9a.t", "1 1:1\n");
        assertThat(load("a9a").test().count()).isEqualTo(1);
    }

    @Test
    void readsADirectoryWithAFileToTrainAndOneToTest() throws IOException {
        write("train.csv", "1,0\n2,1\n".repeat(3));
        write("my_test.csv", "1,0\n2,1\n");
        write("README.md", "about");
        assertThat(load(".").train().count()).isEqualTo(6);
        assertThat(load("train.csv:test=my_test.csv").test().count()).isEqualTo(2);
        write("train2.csv", ROWS);
        assertRefused(".", "got [my_test.csv, train.csv, train2.csv]; name the file");
        assertRefused("train.csv:test=no.csv", "there is no file");
    }

    @Test
    void readsATestPartThatIsPacked() throws IOException {
        Files.write(directory.resolve("own.csv.gz"), IdxReaderTest.gzip(ROWS.getBytes()));
        Files.write(directory.resolve("own.csv.t.gz"), IdxReaderTest.gzip("1,1\n".getBytes()));
        assertThat(load("own.csv.gz").test().count()).isEqualTo(1);
        assertThat(load(".").test().count()).isEqualTo(1);
    }

    @Test
    void warnsOfLabelsThatLookLikeMeasurements() throws IOException {
        write("own.csv", "1,0.37\n2,1.2\n".repeat(5));
        assertThat(load("own.csv").notes().toString())
                .contains("warning: ", "2 classes [0.37, 1.2] in 10 rows; are these measurements");
        write("own.csv", "1,7\n2,8\n3,9\n4,10\n5,11\n");
        assertThat(load("own.csv").notes().toString())
                .contains("5 classes [7, 8, 9, 10, 11] in 5 rows; are");
        write("own.csv", ROWS);
        assertThat(load("own.csv").notes()).contains("2 classes [0, 1]").noneMatch(this::isWarning);
    }

    @Test
    void refusesTablesOfOneClassOrOfTooMany() throws IOException {
        write("own.csv", "1,2,a\n3,4,a\n");
        assertRefused("own.csv", "own.csv: a data set needs 2 to 1000 classes, got 1 in 2 rows");
        var many = new StringBuilder();
        for (int i = 0; i < 1001; i++) {
            many.append("1,").append(i).append('\n');
        }
        write("own.csv", many.toString());
        assertRefused("own.csv", "got 1001 in 1001 rows; is another column the label?");
    }

    @ParameterizedTest
    @CsvSource({
        "'PK\u0003\u0004rest of it', ZIP archive",
        "BZh91AY&SY, packed with bzip2",
        "'\u0000\u0000\u0000', a zero byte"
    })
    void namesAFormatThatItDoesNotRead(String content, String message) throws IOException {
        write("own", content);
        assertRefused("own", message);
    }

    private boolean isWarning(String note) {
        return note.startsWith("warning: ");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private Split load(String name) {
        return Datasets.load(name.equals(".") ? directory.toString() : name, directory, 1);
    }

    private void assertRefused(String name, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(name))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
