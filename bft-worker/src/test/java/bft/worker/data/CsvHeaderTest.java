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
import org.junit.jupiter.params.provider.CsvSource;

final class CsvHeaderTest {
    @TempDir Path directory;

    /** What becomes of the first row: whether it is data, and whether that is a guess. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "words alone                          ! x,y,label/1,2,a/3,4,b/1,2,a/3,4,b   ! header",
                "an index without a name              ! ,x,label/1,2,a/3,4,b/1,2,a/3,4,b    ! header",
                "words and a label that rows have     ! x,y,a/1,2,a/3,4,b/1,2,a/3,4,b       ! header?",
                "words and numbers                    ! x,2,label/1,2,a/3,4,b/1,2,a/3,4,b   ! header?",
                "columns numbered from 0              ! 0,label/1,a/2,b/1,a/2,b             ! header?",
                "columns numbered from 1              ! 1,2,label/5,2,a/3,4,b/5,2,a/3,4,b   ! header?",
                "all numbered                         ! 0,1,2/5,2,0/3,4,1/5,2,0/3,4,1       ! header?",
                "a label in words above numbers       ! 7,9,label/5,2,0/3,4,1/5,2,0/3,4,1   ! header?",
                "a rare class                         ! 7,9,c/5,2,a/3,4,b/5,2,a/3,4,b       ! row?",
                "a label that others have             ! 0,1,a/5,2,a/3,4,b/5,2,a/3,4,b       ! row",
                "each row a class of its own          ! 1,2,a/3,4,b                         ! row",
                "two numbers                          ! 0,1/5,0/3,2/5,0/3,2                 ! row"
            })
    void tellsAHeaderFromARow(String what, String content, String expected) throws IOException {
        var notes = new Notes();
        Table table = read(content.strip().replace("/", "\n"), Optional.empty(), notes);
        int rows = content.split("/").length - (expected.startsWith("header") ? 1 : 0);
        assertThat(table.labels()).as(what).hasSize(rows);
        assertThat(table.features()).hasSize(rows * table.width());
        assertThat(notes.lines().stream().anyMatch(line -> line.startsWith("warning: ")))
                .as(what)
                .isEqualTo(expected.endsWith("?"));
    }

    @Test
    void saysWhatWasGuessedAndHowToSayOtherwise() throws IOException {
        var notes = new Notes();
        read("0,label\n1,a\n2,b\n1,a\n2,b\n", Optional.empty(), notes);
        assertThat(notes.lines().get(0))
                .startsWith("warning: ")
                .endsWith(
                        "table.csv, line 1 is taken for a header; if it is data, add header=no to"
                                + " the name");
    }

    @Test
    void doesAsItIsTold() throws IOException {
        String content = "0,label\n1,a\n2,b\n1,a\n2,b\n";
        assertThat(read(content, Optional.of(true), new Notes()).labels()).hasSize(4);
        assertThat(read(content, Optional.of(false), new Notes()).classes())
                .containsExactly("a", "b", "label");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("x,label\n1,a\n", Optional.of(false), new Notes()))
                .withMessageContaining("line 1: column 0 must be a finite number, got 'x'");
    }

    @Test
    void refusesADamagedFirstRowRatherThanLoseIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("1,x,a\n1,2,a\n3,4,b\n", Optional.empty(), new Notes()))
                .withMessageContaining(
                        "table.csv, line 1: words beside numbers: '1 x a'; if it is a header, add"
                                + " header=yes");
    }

    @Test
    void aTestPartMayHaveLabelsOfTheTrainingPartInItsFirstRow() throws IOException {
        Path file = Files.writeString(directory.resolve("t.csv"), "1,c\n5,a\n6,b\n7,a\n8,b\n");
        var notes = new Notes();
        Table table = CsvReader.read(file, CsvOptions.DEFAULT, List.of("a", "b", "c"), notes);
        assertThat(table.labels()).hasSize(5);
        Files.writeString(file, "1,label\n5,a\n6,b\n7,a\n8,b\n");
        assertThat(CsvReader.read(file, CsvOptions.DEFAULT, List.of("a", "b", "c"), notes).labels())
                .hasSize(4);
    }

    private Table read(String content, Optional<Boolean> header, Notes notes) throws IOException {
        Path file = Files.writeString(directory.resolve("table.csv"), content);
        return CsvReader.read(file, new CsvOptions(-1, header, Optional.empty()), List.of(), notes);
    }
}
