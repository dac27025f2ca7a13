package bft.aggregation.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void weightsAreFiniteAndNotNegative(double weight) {
        assertThatThrownBy(() -> new Admitted(weight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight must be finite and >= 0, got " + weight);
    }

    @Test
    void aRejectionHasAReason() {
        assertThat(new Rejected(Rejection.LIPSCHITZ_EXCEEDED, "3 > 2").reason())
                .isEqualTo(Rejection.LIPSCHITZ_EXCEEDED);
        assertThatThrownBy(() -> new Rejected(null, "")).isInstanceOf(NullPointerException.class);
    }

    @Test
    void howOftenAWorkerMaySendComesBeforeWhatItSent() {
        assertThat(Rejection.DUPLICATE).isLessThan(Rejection.LIPSCHITZ_EXCEEDED);
        assertThat(Rejection.LIPSCHITZ_EXCEEDED).isLessThan(Rejection.TOO_FREQUENT);
    }
}
