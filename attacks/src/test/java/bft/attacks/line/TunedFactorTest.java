package bft.attacks.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class TunedFactorTest {
    private final List<Double> tried = new ArrayList<>();

    private DoubleUnaryOperator recorded(DoubleUnaryOperator objective) {
        return t -> {
            tried.add(t);
            return objective.applyAsDouble(t);
        };
    }

    @Test
    void growsByDoublingThenTriesOnlyBeyondTheBest() {
        // Best below 4: 0, 1, 3 are ever better, 7 is not; then 3 + 3.2, and 3 + 2.56.
        var upward =
                new TunedFactor(TunedFactor.Search.UPWARD, TunedFactor.Goal.DISTANCE, 6, 1, false);
        assertThat(upward.maximise(recorded(t -> t < 4 ? t : 0))).isEqualTo(3);
        assertThat(tried.subList(0, 4)).containsExactly(0.0, 1.0, 3.0, 7.0);
        assertThat(tried.get(4)).isCloseTo(6.2, within(1e-12));
        assertThat(tried.get(5)).isCloseTo(5.56, within(1e-12));
    }

    @Test
    void movesToAndFroAcrossTheBest() {
        // After 7 comes 7 - 3.2 = 3.8, which is better, then 3.8 - 2.56 = 1.24, which is not.
        var both = new TunedFactor(TunedFactor.Search.BOTH, TunedFactor.Goal.DISTANCE, 6, 1, false);
        assertThat(both.maximise(recorded(t -> t < 4 ? t : 0))).isCloseTo(3.8, within(1e-12));
        assertThat(tried.get(5)).isCloseTo(1.24, within(1e-12));
    }

    @Test
    void neverTriesBelowZero() {
        new TunedFactor(TunedFactor.Search.BOTH, TunedFactor.Goal.DISTANCE, 50, 1, false)
                .maximise(recorded(t -> -t));
        assertThat(tried).hasSize(50).allMatch(t -> t >= 0);
    }

    @Test
    void staysWhereItIsOnAPlateau() {
        var upward =
                new TunedFactor(TunedFactor.Search.UPWARD, TunedFactor.Goal.DISTANCE, 9, 10, false);
        assertThat(upward.maximise(recorded(t -> 1))).isZero();
        assertThat(tried).hasSize(9);
    }
}
