package bft.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvReaderTest {
    @TempDir Path directory;

    private Table read(String content, int labelColumn) throws IOException {
        return CsvReader.read(
                Files.writeString(directory.resolve("table.csv"), content), labelColumn);
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

    @Test
    void namesLineColumnAndValueOfWhatItRefuses() throws IOException {
        assertRefused(
                "1,2,0\n1,x,0\n", "table.csv, line 2: column 1 must be a finite number, got 'x'");
        assertRefused(
                "1,2,0\n\n1,NaN,0",
                "table.csv, line 3: column 1 must be a finite number, got 'NaN'");
        assertRefused("1,2,0\n1e39,2,0", "line 2: column 0 must be a finite number, got '1e39'");
        assertRefused("1,2,0\n1,2\n", "table.csv, line 2: 3 columns expected, got 2");
        assertRefused("1\n2\n", "label column -1 of 1 columns, of which 2 are needed");
        assertRefused("", "label column -1 of 1 columns");
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
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("1,2,0\n" + "1".repeat((1 << 20) + 1), -1))
                .withMessageContaining("line 2: longer than 1048576 bytes");
    }

    private void assertRefused(String content, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(content, -1))
                .withMessageContaining(message);
    }
}
