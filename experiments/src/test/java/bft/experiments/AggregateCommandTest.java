package bft.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateCommandTest {
    @TempDir Path directory;

    private CommandRun aggregate(String rule, int f, String json) throws Exception {
        Path file = Files.writeString(directory.resolve("vectors.json"), json);
        return CommandRun.of("aggregate", "--rule", rule, "--byzantine", "" + f, file.toString());
    }

    @Test
    void printsTheMean() throws Exception {
        CommandRun run = aggregate("mean", 0, "{\"input\": [[1, 2], [3, 6]]}");
        assertThat(run.out())
                .isEqualTo(
                        "{\"output\":[2.0,4.0],\"weights\":[0.5,0.5],\"left_out\":[],"
                                + "\"reasons\":[],\"changed\":{}}\n");
        assertThat(run.code()).isZero();
    }

    @Test
    void namesRowsLeftOut() throws Exception {
        CommandRun run =
                aggregate("median", 1, "{\"input\": [[1], [\"NaN\"], [3], [\"-Infinity\"], [2]]}");
        assertThat(run.out())
                .startsWith("{\"output\":[2.0]")
                .contains("\"left_out\":[1,3]", "\"non-finite\"");
    }

    @Test
    void readsAnNpyMatrix() throws Exception {
        Path file = directory.resolve("vectors.npy");
        Files.write(file, npy(2, 2, 1f, 2f, 3f, 6f));
        CommandRun run =
                CommandRun.of("aggregate", "--rule", "mean", "--byzantine", "0", file.toString());
        assertThat(run.out()).startsWith("{\"output\":[2.0,4.0]");
    }

    private static byte[] npy(int rows, int columns, float... values) {
        String header =
                "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
                        .formatted(rows, columns);
        String padded = header + " ".repeat(117 - header.length()) + "\n";
        ByteBuffer file = ByteBuffer.allocate(128 + 4 * values.length);
        file.order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        file.put((byte) 1).put((byte) 0).putShort((short) 118);
        file.put(padded.getBytes(StandardCharsets.US_ASCII));
        for (float value : values) {
            file.putFloat(value);
        }
        return file.array();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input\": [[1, 2], [3]]}             | row 0 has 2 values, row 1 has 1",
                "{\"input\": []}                        | at least 1 row, got 0",
                "{\"input\": [[]]}                      | row 0 needs at least 1 value, got 0",
                "{\"input\": 5}                         | needs an array of rows, got 5",
                "{\"input\": [1]}                       | row 0 needs an array, got 1",
                "{\"input\": [[1, \"one\"]]}            | row 0, value 1 needs a number or",
                "{\"input\": [[null]]}                  | got null",
                "{\"input\": [[true]]}                  | got true",
                "{\"input\": [[[1]]]}                   | got an array",
                "{\"input\": [[NaN]]}                   | NaN",
                "{\"input\": [[1e40]]}                  | 1e40 is beyond float32",
                "{\"vectors\": [[1]]}                   | has no \"input\"",
                "{\"input\": [[1]], \"input\": [[2]]}   | Duplicate field 'input'",
                "{\"input\": [[1]]} 7                   | goes on after the object",
                "{\"input\": [[1]]                      | end-of-input",
                "[[1]]                                  | needs an object",
                "''                                     | needs an object",
            })
    void refusesWhatIsNotVectors(String json, String message) throws Exception {
        CommandRun run = aggregate("mean", 0, json);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("vectors.json: ", message).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "krum   | 1  | krum needs n >= 2f+3, got n=2, f=1",
                "crumb  | 1  | no rule 'crumb'",
                "median | -1 | f >= 0, got f=-1",
                "krum:x=1 | 0 | no parameter 'x'",
            })
    void refusesWhatTheRuleCannotDo(String rule, int f, String message) throws Exception {
        CommandRun run = aggregate(rule, f, "{\"input\": [[1], [2]]}");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message).hasLineCount(1);
    }

    @Test
    void saysThatAFileIsMissing() {
        CommandRun run =
                CommandRun.of("aggregate", "--rule", "mean", "--byzantine", "0", "absent.json");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("bft: absent.json: no such file or folder\n");
    }

    @Test
    void theFormerNameOfAnOptionGivesTheNewOne() {
        CommandRun run = CommandRun.of("aggregate", "--rule", "mean", "--f", "0", "vectors.json");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("are called --workers, --byzantine and --dimension now");
    }

    @Test
    void saysOnOneLineThatAnOptionIsMissing() {
        CommandRun run = CommandRun.of("aggregate", "--byzantine", "1", "vectors.json");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--rule").endsWith("(see bft aggregate --help)\n");
        assertThat(run.err()).hasLineCount(1);
    }

    @Test
    void namesTheDirectoryThatWasGivenForAFile() {
        CommandRun run =
                CommandRun.of("aggregate", "--rule=mean", "--byzantine=0", directory.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("bft: " + directory + ": is a directory, needs a file\n");
    }

    private CommandRun golden(String json) throws Exception {
        Path file = Files.writeString(directory.resolve("golden.json"), json);
        return CommandRun.of("aggregate", "--golden", file.toString());
    }

    @Test
    void runsEachRecordedCaseWithTheVariantOfItsConvention() throws Exception {
        CommandRun run =
                golden(
                        """
                        {"schema": 1, "cases": [
                          {"id": "a", "rule": "median", "n": 2, "f": 0,
                           "convention": {"median": "upper"}, "input": [[1, 5], [2, "NaN"]]},
                          {"id": "b", "rule": "median", "n": 2, "f": 0,
                           "convention": {"median": "lower"}, "input": [[1, 5], [2, 7]],
                           "normative": true, "output": [1, 5], "atol32": 1e-6},
                          {"id": "B", "rule": "average", "n": 2, "f": 0, "convention": {},
                           "input": [[1], [2]], "normative": true, "output": [2]},
                          {"id": "c", "rule": "krum", "n": 4, "f": 1,
                           "convention": {}, "input": [[1], [2], [3], [4]]},
                          {"id": "d", "rule": "tarot", "n": 1, "f": 0,
                           "convention": {}, "input": [[1]], "normative": true},
                          {"id": "D", "rule": "tarot", "n": 1, "f": 0,
                           "convention": {}, "input": [[1]]}],
                         "attack": [{"id": "e"}]}
                        """);
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "{\"id\":\"a\",\"output\":[1.0,5.0],\"rule\":\"median:kind=upper\"}",
                        "{\"id\":\"b\",\"output\":[1.0,5.0],\"rule\":\"median:kind=lower\","
                                + "\"agrees\":true}",
                        "{\"id\":\"B\",\"output\":[1.5],\"rule\":\"mean\",\"agrees\":false,"
                                + "\"difference\":\"row 0, coordinate 0 is 1.5, expected 2.0\"}",
                        "{\"id\":\"c\",\"error\":\"krum needs n >= 2f+3, got n=4, f=1\","
                                + "\"rule\":\"krum\"}",
                        "{\"id\":\"d\",\"unsupported\":\"no rule tarot\",\"agrees\":false}",
                        "{\"id\":\"D\",\"unsupported\":\"no rule tarot\"}");
        assertThat(run.err().lines())
                .containsExactly(
                        "1 normative cases agree, 1 differ",
                        "  B: row 0, coordinate 0 is 1.5, expected 2.0",
                        "not covered: 1, no rule tarot");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                       | has no \"cases\"",
                "[]                       | needs an object",
                "{\"cases\": 3}           | needs an array",
                "{\"cases\": [3]}         | a case needs an object",
                "{\"cases\": [{}]}        | a case needs an \"id\"",
                "{\"cases\": [{\"id\": 3}]} | a case needs an \"id\"",
                "{\"cases\": [            | end-of-input",
            })
    void refusesWhatIsNoFileOfCases(String json, String message) throws Exception {
        CommandRun run = golden(json);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("golden.json: ", message).hasLineCount(1);
    }
}
