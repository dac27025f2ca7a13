package bft.experiments.simulation;

import bft.experiments.run.Population;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far an aggregate is from what honest workers sent: the largest shift of a coordinate from the
 * mean of the honest rows, divided by their deviation in that coordinate.
 *
 * <p>After El Mhamdi, Guerraoui, Rouault, "The hidden vulnerability of distributed learning in
 * Byzantium", ICML 2018: what attackers can add to one coordinate; the definition is ours.
 */
final class Leverage {
    private Leverage() {}

    /**
     * The leverage of a step; NaN with fewer than two honest rows, infinite if these agree in the
     * coordinate.
     *
     * @param senders of the rows
     */
    static double of(float[][] rows, List<Integer> senders, float[] aggregate, Population all) {
        float[][] honest =
                IntStream.range(0, rows.length)
                        .filter(i -> senders.get(i) >= 0 && !all.isByzantine(senders.get(i)))
                        .mapToObj(i -> rows[i])
                        .toArray(float[][]::new);
        if (honest.length < 2) {
            return Double.NaN;
        }
        double[] mean = mean(honest);
        int farthest = 0;
        for (int k = 1; k < mean.length; k++) {
            farthest = shift(aggregate, mean, k) > shift(aggregate, mean, farthest) ? k : farthest;
        }
        double squares = 0;
        for (float[] row : honest) {
            squares += Math.pow(row[farthest] - mean[farthest], 2);
        }
        return shift(aggregate, mean, farthest) / Math.sqrt(squares / (honest.length - 1));
    }

    private static double shift(float[] aggregate, double[] mean, int k) {
        return Math.abs(aggregate[k] - mean[k]);
    }

    private static double[] mean(float[][] rows) {
        double[] mean = new double[rows[0].length];
        for (float[] row : rows) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += row[k] / (double) rows.length;
            }
        }
        return mean;
    }
}
