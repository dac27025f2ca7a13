package bft.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlValueTest {
    private static final List<String> KNOWN = List.of("rule", "rounds", "tokens");

    private static Map<String, YamlValue> entries(String text) {
        return YamlValue.document("a.yaml", text.replace("\\n", "\n")).entries(KNOWN);
    }

    @Test
    void keepsWordsAsTheyAreWritten() {
        assertThat(entries("rule: no\nrounds: 012\ntokens: 1:30").values())
                .extracting(YamlValue::text)
                .containsExactly("no", "012", "1:30");
    }

    @ParameterizedTest
    @CsvSource({"rule:", "rule: ~", "rule: null", "'rule: # none'"})
    void aKeyWithoutAValueIsAsIfNotThere(String line) {
        assertThat(entries(line + "\nrounds: 3")).containsOnlyKeys("rounds");
        assertThat(entries("rule: ''")).containsOnlyKeys("rule");
        assertThat(entries("rule: 'null'").get("rule").text()).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rule: a\\nrounds: 1\\nrule: b | a.yaml:3: rule: occurs twice, first in line 1",
                "rule:\\nrounds: 1\\nrule: b | a.yaml:3: rule: occurs twice, first in line 1",
                "rule: a\\nruonds: 1 | a.yaml:2: ruonds: unknown key, did you mean 'rounds'? (there are rule, rounds, tokens)",
                "rule: a\\nruonds: | a.yaml:2: ruonds: unknown key, did you mean 'rounds'?",
                "wholly-else: 1 | a.yaml:1: wholly-else: unknown key; there are rule, rounds, tokens",
                "rule: a\\n[a, b]: 1 | a.yaml:2: a name must be a single word",
                "just words | a.yaml:1: must be of the form name: value",
                "'' | a.yaml:1: the file is empty",
                "rule: [a | a.yaml:1: expected ',' or ']', but got <stream end>",
                "rule: a\\n---\\nrule: b | a.yaml:2: but found another document",
            })
    void refusesNamingFileLineAndKey(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entries(text))
                .withMessageStartingWith(message);
    }

    @Test
    void refusesAnythingButAWordWhereOneIsDue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entries("rounds: 1\nrule: [a, b]").get("rule").text())
                .withMessage("a.yaml:2: rule: must be a single value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entries("rounds: 1e3").get("rounds").integer(1, 9))
                .withMessage("a.yaml:1: rounds: must be a whole number in [1, 9], got '1e3'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> entries("rule: &a [*a, *a]").get("rule").list().get(0).text())
                .withMessageContaining("a.yaml:1: rule: ");
    }
}
