package bft.server.core;

import static bft.server.core.Simulated.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.aggregation.rules.Rules;
import bft.server.optimiser.Optimisers;
import bft.server.optimiser.Schedule;
import bft.server.optimiser.Sgd;
import bft.server.synchrony.Modes;
import bft.server.synchrony.Synchrony;
import java.util.Optional;
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
                "monna:row=1 | 7 | 2 | 6 | refers to rows by number, which a missing worker shifts: it needs rounds with quorum >= n, got quorum=6, n=7",
                "fltrust   | 6  | 2 | 6  | rule fltrust needs a trusted gradient, but the server has no data",
                "krum      | 4  | 1 | 3  | krum needs n >= 2f+3, got n=4, f=1: give at least 5 workers, a smaller f or another rule",
                "median    | 4  | 3 | 1  | median needs n >= 2f+1, got n=4, f=3: give at least 7 workers, a smaller f or another rule",
            })
    void refusesWhatIsInadmissibleWithTheInequality(
            String rule, int n, int f, int quorum, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(rule, n, f, quorum, 1))
                .withMessageContaining(message);
    }

    @Test
    void aRuleThatNamesRowsTakesRoundsOfAll() {
        assertThatCode(() -> settings("monna:row=1", 7, 2, 7, 1)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backup:b=2  | krum   |              | 9  | 2 |",
                "backup:b=2  | krum   |              | 8  | 2 | a round of the first 6 of 8 gradients, of whom f may be faulty: krum needs n >= 2f+3, got n=6, f=2",
                "backup:b=1  | median |              | 9  | 2 | a round of 8 gradients needs as many workers, f may be silent: it needs 8 <= n-f, got n=9, f=2",
                "bundled:m=5 | median |              | 7  | 2 |",
                "bundled:m=5 | median | dynsgd       | 7  | 2 |",
                "bundled:m=4 | median |              | 7  | 2 | a round of the first 4 of 7 gradients, of whom f may be faulty: median needs n >= 2f+1",
                "bundled:m=6 | median |              | 7  | 2 | a round of 6 gradients needs as many workers",
                "bundled:m=7 | median |              | 7  | 2 | a round of 7 gradients needs as many workers",
                "bundled:m=5 | median | kardam       | 7  | 2 | filter kardam: modes async and ssp take filters; bundled takes none and dynsgd",
                "bundled:m=5 | median | ctma         | 7  | 2 | filter ctma: modes async and ssp take filters",
                "bundled:m=5 | median | none:bundle=2| 7  | 2 | filter none:bundle=2: modes async and ssp",
                "bsp         | median | dynsgd       | 7  | 2 | bsp and backup take no filter",
                "async       | median |              | 7  | 2 |",
                "async       | median |              | 6  | 2 | kardam needs n >= 3f+1 and f >= 0, got n=6, f=2",
                "async       | krum   | kardam       | 7  | 2 | krum needs n >= 2f+3, got n=5, f=2",
                "ssp:s=3     | median | votes        | 6  | 2 | votes need n >= 3f+1",
                "ssp:s=3     | mean   | none:bundle=5| 7  | 2 |",
                "async       | mean   | none:bundle=6| 7  | 2 | makes a step of 6 workers' gradients, f may be silent: it needs 6 <= n-f, got n=7, f=2",
                "async       | mean   | zeno-plus-plus | 7 | 2 | needs root=W, a worker whose gradients are trusted",
                "async       | mean   | zeno-plus-plus:root=0 | 7 | 2 |",
                "async       | mean   | weighted-median | 6 | 3 | weighted-median needs n >= 2f+1, got n=6, f=3",
                "async       | mean   | krum         | 7  | 2 | no filter 'krum'; there are none, dynsgd",
            })
    void everyModeRuleAndFilterIsAdmissibleOrSaysWhyNot(
            String mode, String rule, String filter, int n, int f, String message) {
        Runnable make = () -> settings(mode, rule, Optional.ofNullable(filter), n, f, 1);
        if (message == null) {
            assertThatCode(make::run).doesNotThrowAnyException();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(make::run)
                    .withMessageContaining(message);
        }
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
                .isThrownBy(() -> new TrainingPlan(new Sgd(new Schedule.Constant(1)), 0, 1))
                .withMessageContaining("rounds must be >= 1, got 0");
    }

    @ParameterizedTest
    @CsvSource({"sgd, 22", "momentum, 24", "nesterov:rate=inside, 24"})
    void theOptimisersSlotsAreHeldBeforeAndAfterAStep(String optimiser, long vectors) {
        var training = new TrainingPlan(Optimisers.of(optimiser, new Schedule.Constant(0.1)), 1, 1);
        var settings =
                new JobSettings(
                        5,
                        Rules.of("mean", 0),
                        Modes.of("bsp", 5, 0, Modes.Limits.ofGrace(1)),
                        training,
                        new Deadlines(1, 1));
        // n = 5 gradients and 11, and twice the slots
        assertThat(settings.vectorsHeld(3, 100)).isEqualTo(vectors);
    }
}
