package bft.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void countsLettersToChange() {
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("rule", "rule")).isZero();
    }

    @Test
    void suggestsTheNearestAndNothingForAWordOfAnotherLength() {
        List<String> known = List.of("rule", "rounds", "mode", "seed", "batch", "data", "job");
        assertThat(Nearest.hint("ruel", known)).startsWith(", did you mean 'rule'?");
        assertThat(Nearest.hint("x".repeat(1 << 20), known)).startsWith("; there are rule, ");
    }

    @Test
    void reportsThatThereIsNothing() {
        assertThat(Nearest.hint("a", List.of())).isEqualTo("; there are none");
    }
}
