package bft.server.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    @Test
    void readsFaultsAndTimeOfReturn() {
        assertThat(Quarantine.parse("off")).isEqualTo(Quarantine.OFF).hasToString("off");
        assertThat(Quarantine.parse("3")).isEqualTo(new Quarantine(3, Quarantine.FOR_EVER));
        assertThat(Quarantine.parse("3,return=10min"))
                .isEqualTo(new Quarantine(3, 600_000_000_000L))
                .hasToString("3,return=600s");
    }

    @Test
    void refusesOtherTextsWithWhatIsAccepted() {
        for (String text : List.of("0", "", "3,", "3,back=1s", "-1", "1000001", "on")) {
            assertThatIllegalArgumentException()
                    .as(text)
                    .isThrownBy(() -> Quarantine.parse(text))
                    .withMessageContaining("must be off, or a number of faults in [1, 1000000]")
                    .withMessageContaining("'" + text + "'");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quarantine.parse("3,return=10 weeks"))
                .withMessageContaining("return must be a time of at most 365 days");
    }
}
