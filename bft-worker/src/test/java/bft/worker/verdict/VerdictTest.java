package bft.worker.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {
    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void weightsAreFiniteAndNotNegative(double weight) {
        assertThatThrownBy(() -> new Accepted(weight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight must be finite and >= 0, got " + weight);
    }

    @Test
    void aRefusalHasAReason() {
        assertThat(new Refused(Refusal.NON_FINITE, "coordinate 3").reason())
                .isEqualTo(Refusal.NON_FINITE);
        assertThatThrownBy(() -> new Refused(null, "")).isInstanceOf(NullPointerException.class);
    }

    @Test
    void whoMayNotVoteComesBeforeWhatWasSent() {
        assertThat(Refusal.UNKNOWN_WORKER).isLessThan(Refusal.MALFORMED);
        assertThat(Refusal.NON_FINITE).isLessThan(Refusal.DUPLICATE);
    }
}
