package bft.aggregation.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgementTest {
    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void weightsAreFiniteAndNotNegative(double weight) {
        assertThatThrownBy(() -> new Taken(weight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight must be finite and >= 0, got " + weight);
    }

    @Test
    void aRejectionHasAReason() {
        assertThat(new Rejected(Rejection.TOO_STEEP, "3 > 2").reason())
                .isEqualTo(Rejection.TOO_STEEP);
        assertThatThrownBy(() -> new Rejected(null, "")).isInstanceOf(NullPointerException.class);
    }

    @Test
    void howOftenAWorkerMaySendComesBeforeWhatItSent() {
        assertThat(Rejection.DUPLICATE).isLessThan(Rejection.TOO_STEEP);
        assertThat(Rejection.TOO_STEEP).isLessThan(Rejection.TOO_FREQUENT);
    }
}
