package bft.attacks.line;

import bft.spec.BadArgument;
import java.util.Arrays;

/** The direction of the line of an attack. */
@FunctionalInterface
public interface Direction {

    /**
     * The direction, d values in a new array.
     *
     * @param rows the sample of honest vectors, not modified
     * @param mean of the rows, not modified
     */
    double[] of(float[][] rows, double[] mean);

    /** Minus the mean. */
    static Direction againstMean() {
        return (rows, mean) -> scaled(mean, -1);
    }

    /** Minus the mean, normalised; zero if the mean is zero. */
    static Direction againstMeanUnit() {
        return (rows, mean) -> {
            double norm = Moments.norm(mean);
            return scaled(mean, norm == 0 ? 0 : -1 / norm);
        };
    }

    /** Minus the sign of each coordinate of the mean. */
    static Direction againstMeanSign() {
        return (rows, mean) -> {
            double[] direction = new double[mean.length];
            for (int i = 0; i < mean.length; i++) {
                direction[i] = -Math.signum(mean[i]);
            }
            return direction;
        };
    }

    /**
     * The deviation of each coordinate.
     *
     * @param sign 1 or -1
     * @param ddof the number subtracted from the number of rows before dividing by it, 1 or 0
     */
    static Direction deviation(int sign, int ddof) {
        return (rows, mean) -> scaled(Moments.deviation(rows, mean, ddof), sign);
    }

    /** One in all coordinates. */
    static Direction allCoordinates() {
        return (rows, mean) -> {
            double[] direction = new double[mean.length];
            Arrays.fill(direction, 1);
            return direction;
        };
    }

    /**
     * One in a single coordinate.
     *
     * @param coordinate counted from 0, or from -1 at the end
     */
    static Direction coordinate(int coordinate) {
        return (rows, mean) -> {
            int index = coordinate < 0 ? mean.length + coordinate : coordinate;
            BadArgument.when(index < 0 || index >= mean.length)
                    .because(
                            "coordinate must be in %s..%s, got %s",
                            -mean.length, mean.length - 1, coordinate);
            double[] direction = new double[mean.length];
            direction[index] = 1;
            return direction;
        };
    }

    private static double[] scaled(double[] values, double factor) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = factor * values[i];
        }
        return scaled;
    }
}
