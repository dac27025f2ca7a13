package bft.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlaneTest {
    private static double[][] distances(double[][] points) {
        var distances = new double[points.length][points.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < points.length; j++) {
                distances[i][j] =
                        Math.hypot(points[i][0] - points[j][0], points[i][1] - points[j][1]);
            }
        }
        return distances;
    }

    @Test
    void pointsOfThePlaneKeepTheirDistances() {
        double[][] given = distances(new double[][] {{0, 0}, {3, 0}, {3, 4}, {-7, 2}});
        Plane plane = Plane.of(given);
        double[][] shown = distances(plane.points());
        for (int i = 0; i < given.length; i++) {
            assertThat(shown[i]).containsExactly(given[i], within(1e-9));
        }
        assertThat(plane.explained()).isCloseTo(1, within(1e-9));
    }

    @Test
    void aTetrahedronDoesNotFit() {
        double[][] given = {{0, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 0, 1}, {1, 1, 1, 0}};
        assertThat(Plane.of(given).explained()).isCloseTo(2 / 3.0, within(1e-9));
    }

    @Test
    void equalPointsAndNoneAreNoError() {
        assertThat(Plane.of(new double[2][2]).explained()).isZero();
        assertThat(Plane.of(new double[0][]).points()).isEmpty();
    }
}
