package bft.aggregation.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bft.aggregation.rules.Rules;
import bft.spec.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {
    @Test
    void everyEntryCanBeMadeByItsNameAndIsDescribed() {
        for (Entry<?> entry : Filters.registry().entries()) {
            assertThat(Filters.of(entry.name(), 10, 3)).hasToString(entry.name());
            assertThat(entry.fact("source")).isNotBlank();
            assertThat(entry.fact("condition")).isNotBlank();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kardam | 9 | 3 | kardam needs n >= 3f+1 and f >= 0, got n=9, f=3",
                "votes | 9 | 3 | votes need n >= 3f+1 and 2f+1 <= M <= n-f, got n=9, f=3, M=7",
                "kardam:bundle=6 | 10 | 3"
                        + " | votes need n >= 3f+1 and 2f+1 <= M <= n-f, got n=10, f=3, M=6",
                "basgd:buffers=6 | 10 | 3 | basgd needs 2f < B <= n, got B=6, f=3, n=10",
                "basgd:buffers=11 | 10 | 3 | basgd needs 2f < B <= n, got B=11, f=3, n=10",
                "ctma:lambda=0.5 | 10 | 3 | ctma: lambda must be a number in [0, 0.5), or f/n, got"
                        + " '0.5'",
                "none:bundle=0 | 10 | 3 | none: bundle must be a whole number >= 1, got '0'",
                "kardam:candidate=both | 10 | 3"
                        + " | kardam: candidate must be one of worker, server, got 'both'",
                "kardam:attempts=2 | 10 | 3 | kardam: a vote is one gradient on a version:"
                        + " attempts=2 needs votes=off",
                "kardam:votes=off,attempts=0 | 10 | 3"
                        + " | kardam: attempts must be a whole number >= 1, or auto, got '0'",
                "kardam:votes=maybe | 10 | 3 | kardam: votes must be one of on, off, got 'maybe'",
                "kardam:dampening=exponential,alpha=-1 | 10 | 3"
                        + " | kardam: alpha must be a number >= 0, got '-1'",
                "weighted-median | 6 | 3 | weighted-median needs n >= 2f+1, got n=6, f=3",
                "weighted-rfa | 6 | 3 | weighted-rfa needs n >= 2f+1, got n=6, f=3",
                "ctma:lambda=0.4 | 6 | 3 | ctma needs n >= 2f+1, got n=6, f=3",
                "weighted-rfa:iterations=0 | 10 | 3"
                        + " | weighted-rfa: iterations must be a whole number >= 1, got '0'",
                "kardam | 0 | 0 | need 0 <= f < n, got n=0, f=0",
                "zeno-plus-plus:root=10 | 10 | 3"
                        + " | zeno-plus-plus: root must be a worker in [0, 9], got 10",
                "zeno-plus-plus:rho=-1 | 10 | 3"
                        + " | zeno-plus-plus: rho must be a number >= 0, got '-1'"
            })
    void refusesPoliciesWhoseConditionFails(String spec, int n, int f, String message) {
        assertThatThrownBy(() -> Filters.of(spec, n, f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void listsTheKnownFiltersForAnUnknownName() {
        assertThatThrownBy(() -> Filters.of("kardan", 10, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "no filter 'kardan', did you mean 'kardam'? (there are none, dynsgd");
        assertThatThrownBy(() -> Filters.of("kardam:bundel=1", 10, 3))
                .hasMessageStartingWith("kardam has no parameter 'bundel', did you mean 'bundle'?");
    }

    @Test
    void refusesARuleThatNeedsMoreRowsThanThereAreVotes() {
        assertThatThrownBy(() -> Filters.of("kardam", 10, Rules.of("krum", 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got n=7, f=3");
    }
}
