package bft.experiments.run;

import bft.spec.Spec;
import bft.spec.Text;
import bft.worker.data.Dataset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How much the labels of workers differ: the total variation distance between the labels of a
 * worker and those of all rows, in the mean over workers. 0: all alike; near 1: each worker has one
 * of many labels.
 */
final class Skew {
    /** Random shares of a few hundred rows stay far below. */
    private static final double MUCH = 0.25;

    /** Rules that are not meant to be robust, and what makes the others tolerate different rows. */
    private static final Set<String> FIT =
            Set.of("mean", "weighted-mean", "nnm", "bucketing", "centered-clipping");

    private Skew() {}

    /**
     * The mean distance.
     *
     * @param shares rows of each worker
     */
    static double of(Dataset data, List<int[]> shares) {
        double[] all = labels(data, IntStream.range(0, data.count()).toArray());
        return shares.stream()
                .mapToDouble(rows -> distance(labels(data, rows), all))
                .average()
                .orElse(0);
    }

    private static double[] labels(Dataset data, int[] rows) {
        var share = new double[data.classes()];
        for (int row : rows) {
            share[data.labels()[row]] += 1.0 / rows.length;
        }
        return share;
    }

    private static double distance(double[] some, double[] others) {
        double sum = 0;
        for (int k = 0; k < some.length; k++) {
            sum += Math.abs(some[k] - others[k]);
        }
        return sum / 2;
    }

    /**
     * A warning if a rule that looks for a majority of similar rows meets a skewed partition.
     *
     * @param rule a chain of rules; one that fits is enough
     */
    static Optional<String> warning(String rule, String partition, double skew) {
        boolean fits = Spec.parseChain(rule).stream().map(Spec::name).anyMatch(FIT::contains);
        return fits || skew < MUCH
                ? Optional.empty()
                : Optional.of(
                        Text.of(
                                "rule %s assumes that honest workers draw from one distribution; under"
                                        + " partition %s the labels of a worker differ from all by %.2f of 1"
                                        + " (mean total variation): nnm,%s or bucketing:s=2,%s tolerate more",
                                rule, partition, skew, rule, rule));
    }
}
