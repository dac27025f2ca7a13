package bft.experiments.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bft.experiments.run.Population;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeverageTest {
    /** Worker 2 of three attacks. */
    private static final Population ALL = new Population(3, 1, "sign-flip", "none");

    private static double of(float[][] rows, List<Integer> senders, float... aggregate) {
        return Leverage.of(rows, senders, aggregate, ALL);
    }

    /** Means 2 and 20, shifts 3 and 4; the deviation of 16 and 24 is sqrt(32). */
    @Test
    void isOfTheCoordinateThatMovedMost() {
        float[][] rows = {{1, 16}, {3, 24}, {1000, -1000}};
        assertThat(of(rows, List.of(0, 1, 2), 5, 16)).isCloseTo(4 / Math.sqrt(32), within(1e-12));
    }

    @Test
    void isNotDefinedWithoutTwoHonestRows() {
        float[][] rows = {{1}, {3}, {5}};
        assertThat(of(rows, List.of(0, 2, 2), 1)).isNaN();
        assertThat(of(rows, List.of(-1, -1, 2), 1)).isNaN();
    }

    @Test
    void isWithoutBoundWhereTheHonestAgree() {
        float[][] rows = {{1}, {1}, {5}};
        assertThat(of(rows, List.of(0, 1, 2), 2)).isInfinite();
    }
}
