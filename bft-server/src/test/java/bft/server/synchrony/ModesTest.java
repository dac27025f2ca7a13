package bft.server.synchrony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import bft.server.synchrony.Modes.Limits;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModesTest {
    private static final long NONE = Synchrony.UNBOUNDED;

    private static Synchrony of(String mode) {
        return Modes.of(mode, 10, 3, Limits.ofGrace(50));
    }

    @Test
    void aModeIsAChoiceOfNumbers() {
        assertThat(of("bsp")).isEqualTo(new Synchrony(7, 10, 50, 0, NONE));
        assertThat(of("sampled:m=5")).isEqualTo(new Synchrony(2, 5, 50, 0, NONE, 5, 1));
        assertThat(of("backup:b=3")).isEqualTo(new Synchrony(7, 7, 0, 0, NONE));
        assertThat(of("bundled:m=5")).isEqualTo(new Synchrony(5, 5, 0, 20, NONE));
        assertThat(of("async")).isEqualTo(new Synchrony(1, 1, 50, 20, NONE));
        assertThat(of("ssp:s=3")).isEqualTo(new Synchrony(1, 1, 50, 20, 3));
    }

    @Test
    void whatAModeLeavesOpenMayBeGiven() {
        var quorum = new Limits(OptionalInt.of(9), 50, OptionalLong.empty());
        assertThat(Modes.of("bsp", 10, 3, quorum).quorum()).isEqualTo(9);
        var staleness = new Limits(OptionalInt.empty(), 50, OptionalLong.of(4));
        assertThat(Modes.of("async", 10, 3, staleness).maxStaleness()).isEqualTo(4);
        assertThat(Modes.of("bundled:m=5", 10, 3, staleness).maxStaleness()).isEqualTo(4);
    }

    @Test
    void onlyWhereOneGradientIsAStepAreTheyJudgedAsTheyCome() {
        assertThat(of("async").isAsynchronous()).isTrue();
        assertThat(of("ssp:s=0").isAsynchronous()).isTrue();
        assertThat(of("bundled:m=2").isAsynchronous()).isFalse();
        assertThat(Modes.of("bsp", 1, 0, Limits.ofGrace(0)).isAsynchronous()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "asp         |   |   | no mode 'asp', did you mean 'bsp'?",
                "bsp:b=2     |   |   | bsp has no parameter 'b'",
                "backup      |   |   | backup needs b, a whole number >= 0",
                "backup:b=10 |   |   | 1 <= quorum <= full, got quorum=0",
                "bundled:m=1 |   |   | bundled: m must be a whole number >= 2, got '1'",
                "ssp:s=-1    |   |   | ssp: s must be a whole number >= 0, got '-1'",
                "ssp:s=x     |   |   | ssp: s must be a whole number >= 0, got 'x'",
                "async       |   | 0 | needs max staleness >= 1, got 0",
                "async       | 7 |   | mode async has no quorum",
                "bsp         |   | 2 | mode bsp has no staleness",
                "backup:b=3  |   | 2 | mode backup:b=3 has no staleness",
            })
    void whatCannotBeIsNamed(String mode, Integer quorum, Long staleness, String message) {
        var limits =
                new Limits(
                        quorum == null ? OptionalInt.empty() : OptionalInt.of(quorum),
                        0,
                        staleness == null ? OptionalLong.empty() : OptionalLong.of(staleness));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Modes.of(mode, 10, 3, limits))
                .withMessageContaining(message);
    }
}
