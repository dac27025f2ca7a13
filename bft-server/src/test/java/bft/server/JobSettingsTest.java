package bft.server;

import static bft.server.Simulated.settings;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.synchrony.Synchrony;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mean      | 3  | 3 | 3  | 0 <= f < n, got n=3, f=3",
                "mean      | 10 | 3 | 6  | n-f <= quorum <= full <= n, got quorum=6, full=10, n=10",
                "krum      | 6  | 2 | 6  | krum needs n >= 2f+3, got n=6, f=2",
                "krum      | 4  | 1 | 3  | a round with 4 of 4 gradients: krum needs n >= 2f+3",
            })
    void refusesWhatIsInadmissibleWithTheInequality(
            String rule, int n, int f, int quorum, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(rule, n, f, quorum, 1))
                .withMessageContaining(message);
    }

    @Test
    void takesAQuorumThatTheRuleTakesWithFewerFaultyRows() {
        // 8 of 11 rows: krum with f=2, for 3 faulty ones are missing.
        assertThatCode(() -> settings("krum", 11, 3, 8, 1)).doesNotThrowAnyException();
    }

    @Test
    void limitsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Synchrony(4, 3, 0, 0, 0))
                .withMessageContaining("quorum=4, full=3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Synchrony(3, 3, -1, 0, 0))
                .withMessageContaining("grace=-1 ns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Deadlines(0, 1))
                .withMessageContaining("start=0 ns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Training(new Sgd(new Schedule.Constant(1)), 0, 1))
                .withMessageContaining("rounds must be >= 1, got 0");
    }
}
