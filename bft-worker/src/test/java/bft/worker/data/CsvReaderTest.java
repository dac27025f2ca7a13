package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvReaderTest {
    @TempDir Path directory;

    private final Notes notes = new Notes();

    private Table read(String content, CsvOptions options) throws IOException {
        Path file = Files.writeString(directory.resolve("table.csv"), content);
        return CsvReader.read(file, options, List.of(), notes);
    }

    private Table read(String content, int labelColumn) throws IOException {
        return read(content, new CsvOptions(labelColumn, Optional.empty(), Optional.empty()));
    }

    @Test
    void readsTheLabelFromTheLastColumn() throws IOException {
        Table table = read("1,2.5,1\n-3,4e2,0\n", -1);
        assertThat(table.features()).containsExactly(1, 2.5f, -3, 400);
        assertThat(table.labels()).containsExactly("1", "0");
        assertThat(table.width()).isEqualTo(2);
    }

    @Test
    void readsTheLabelFromTheColumnAskedFor() throws IOException {
        assertThat(read("7,2,3\n8,5,6", 0).labels()).containsExactly("7", "8");
        assertThat(read("7,2,3\n8,5,6", 1).features()).containsExactly(7, 3, 8, 6);
        assertThat(read("7,2,3\n8,5,6", -2).labels()).containsExactly("2", "5");
    }

    @Test
    void skipsAHeaderButNotAFirstRowWhoseLabelIsAWord() throws IOException {
        assertThat(read("a,b,class\n1,2,yes\n3,4,no\n", -1).labels()).containsExactly("yes", "no");
        assertThat(read("1,2,yes\n3,4,no\n", -1).labels()).containsExactly("yes", "no");
    }

    @Test
    void readsCarriageReturnsBlankLinesQuotesAndOtherSeparators() throws IOException {
        assertThat(read("1;2;0\r\n\r\n3;4;1\r\n", -1).features()).containsExactly(1, 2, 3, 4);
        assertThat(read("\"1\"\t\" 2 \"\t\"x\"\n3\t4\ty", -1).features())
                .containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "", " ", "nan", "NaN", "NA", "n/a", "null", "None", "-", "<NA>"})
    void namesLineAndColumnOfAMissingValueInAnyRow(String missing) {
        String refusal = "column 1 has no value, got '" + missing.strip() + "'";
        assertRefused("1,%s,a\n1,2,b\n1,2,a\n".formatted(missing), "table.csv, line 1: " + refusal);
        assertRefused(
                "1,2,a\n\n1,%s,b\n1,2,a\n".formatted(missing), "table.csv, line 3: " + refusal);
        assertRefused(
                "x,y,label\n1,%s,a\n1,2,b\n".formatted(missing),
                "table.csv, line 2: column 1 ('y') has no value");
        assertRefused("1,2,a\n1,2,%s\n".formatted(missing), "line 2: column 2 must be a label");
        assertRefused("1,2,%s\n1,2,a\n".formatted(missing), "line 1: column 2");
    }

    @Test
    void namesLineColumnAndValueOfWhatIsNoNumber() {
        assertRefused("1,2,0\n1,x,0\n", "line 2: column 1 must be a finite number, got 'x'");
        assertRefused("1,2,0\n1e39,2,0", "line 2: column 0 must be a finite number, got '1e39'");
        for (String word : List.of("inf", "-Infinity", "1f", "2d", "0x1p3", "1_000", "1 000")) {
            assertRefused(
                    "1,2,0\n%s,2,0".formatted(word), "line 2: column 0 must be a finite number");
        }
        assertRefused("inf,2,0\n1,2,1", "line 1: column 0 must be a finite number, got 'inf'");
    }

    @Test
    void refusesRowsOfUnlikeLengthAndFilesWithoutTwoColumnsOrRows() {
        assertRefused(
                "1,2,0\n1,2\n",
                "table.csv, line 2: 3 columns expected as in line 1, got 2 (separator comma)");
        assertRefused("1,2,0\n1,2,0,1\n", "line 2: 3 columns expected as in line 1, got 4");
        assertRefused("1 2 0\n2 3 1\n", "line 1: label column -1 of 1 columns (separator comma)");
        assertRefused("", "table.csv: the file is empty");
        assertRefused("\n# nothing\n  \n", "table.csv: there are no rows");
        assertRefused("x,y,label\n", "table.csv: there are no rows below the header");
    }

    @Test
    void refusesALabelColumnThatIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("1,2,0\n", 3))
                .withMessageContaining("label column 3 of 3 columns");
        assertThatIllegalArgumentException().isThrownBy(() -> read("1,2,0\n", -4));
    }

    @Test
    void refusesALineBeyondTheLimit() {
        assertRefused(
                "1,2,0\n" + "1".repeat((1 << 24) + 1),
                "table.csv, line 2: longer than 16777216 characters");
    }

    @Test
    void readsQuotedFieldsWithSeparatorsQuotesAndLineBreaksInThem() throws IOException {
        Table table =
                read("\"x, of \"\"y\"\"\",\"two\nlines\",label\n\"1\",2,\"a,b\"\n3,4,c\n", -1);
        assertThat(table.features()).containsExactly(1, 2, 3, 4);
        assertThat(table.labels()).containsExactly("a,b", "c");
        assertRefused("\"x\ny\",z,label\n1,2,a\n1,?,b\n", "line 4: column 1 ('z') has no value");
    }

    @Test
    void refusesAQuoteThatDoesNotEndRatherThanLoseRows() {
        assertRefused("1,a\n2,\"b\n1,a\n2,b\n", "line 2: column 1 must be a label, got 'b 1,a 2,b");
        assertRefused("1,a\n2,\"b\"c\n", "after line 1: ");
    }

    @Test
    void leavesOutByteOrderMarksWhereverTheyStand() throws IOException {
        assertThat(read("\ufeff1,a\n2,b\n\ufeff1,a\n2,b\n", -1).labels())
                .containsExactly("a", "b", "a", "b");
        assertThat(notes.lines()).noneMatch(line -> line.startsWith("warning"));
    }

    @Test
    void leavesOutCommentsAndASeparatorAtTheEndOfLines() throws IOException {
        Table table = read("# x, y, label\n1,2,a,\n# more\n3,4,b,\n", -1);
        assertThat(table.features()).containsExactly(1, 2, 3, 4);
        assertThat(table.labels()).containsExactly("a", "b");
        assertThat(read("x,y,label\n1,2,a,\n3,4,b,\n", -1).labels()).containsExactly("a", "b");
        assertRefused("1,2,\n3,4,0\n", "line 1: column 2 has no value, in line 2 it is '0'");
    }

    @Test
    void readsDecimalCommasAndSaysSo() throws IOException {
        Table table = read("x;y;label\n0,5;1,2;a\n1,5;-2;b\n", -1);
        assertThat(table.features()).containsExactly(0.5f, 1.2f, 1.5f, -2);
        assertThat(notes.lines())
                .anyMatch(
                        line ->
                                line.matches(
                                        "warning: .*table.csv: numbers such as '0,5' are read with a"
                                                + " decimal comma"));
        assertThat(read("0,5;1,2;a\n1,5;0,2;b\n", -1).width()).isEqualTo(2);
        assertThat(read("0,5\t1,2\ta\n1,5\t0,2\tb\n", -1).features()).contains(0.5f, 1.2f);
        assertRefused("0,5;1.5;a\n", "decimal commas ('0,5') and decimal points ('1.5')");
        assertRefused("1.000,5;1;a\n", "line 1: column 0 must be a finite number");
    }

    @Test
    void takesTheSeparatorThatItIsTold() throws IOException {
        assertThat(read("1|2|a\n3|4|b\n", -1).features()).containsExactly(1, 2, 3, 4);
        var comma = new CsvOptions(-1, Optional.empty(), Optional.of(','));
        assertThat(read("1,2,a;x\n3,4,b;x\n", comma).labels()).containsExactly("a;x", "b;x");
    }

    @Test
    void doesNotTakeWordsForNumbersInLabels() throws IOException {
        assertThat(read("1,1d\n2,1\n3,+1\n4,1.0\n5,1f\n", -1).labels())
                .containsExactly("1d", "1", "1", "1", "1f");
        assertThat(read("1,12345678901234567\n2,12345678901234568\n", -1).classes()).hasSize(2);
    }

    private void assertRefused(String content, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(content, -1))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
