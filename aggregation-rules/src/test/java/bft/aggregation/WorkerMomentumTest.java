package bft.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WorkerMomentumTest {
    @Test
    void averagesOverRoundsFromZero() {
        var momentum = new WorkerMomentum(0.5);
        float[] first = momentum.next(new float[0], new float[] {4, -8});
        assertThat(first).containsExactly(2, -4);
        // 0.5 * 2 + 0.5 * 0, 0.5 * -4 + 0.5 * 8
        assertThat(momentum.next(first, new float[] {0, 8})).containsExactly(1, 2);
        assertThat(first).containsExactly(2, -4);
    }

    @Test
    void refusesToGrow() {
        assertThatThrownBy(() -> new WorkerMomentum(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("momentum needs 0 <= beta < 1, got 1.0");
    }
}
