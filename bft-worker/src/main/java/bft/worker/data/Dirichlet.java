package bft.worker.data;

import bft.aggregation.Seeds;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * For each class, workers get shares drawn independently from a symmetric Dirichlet distribution:
 * about 0.1 is extreme, 1 moderate, 10 low heterogeneity (Hsu, Qi, Brown, "Measuring the effects of
 * non-identical data distribution for federated visual classification", 2019; by class, as in ByzFL
 * and others, so that shares also differ in size).
 *
 * <p>The shuffled rows of a class are cut at the cumulated shares. A worker without rows then gets
 * one from the worker with the most rows.
 *
 * @param alpha above 0, at most 1e6
 */
record Dirichlet(double alpha) implements Partition {
    @Override
    public int[] indices(int worker, int workers, int[] labels, long seed) {
        int[] order = Shuffle.order(labels.length, Seeds.random(seed));
        int[] owners = owners(ByLabel.classes(order, labels), workers, labels.length, seed);
        return IntStream.of(order).filter(row -> owners[row] == worker).toArray();
    }

    private int[] owners(int[][] byClass, int workers, int count, long seed) {
        int[] owners = new int[count];
        int[] sizes = new int[workers];
        for (int c = 0; c < byClass.length; c++) {
            double[] shares = shares(workers, Seeds.random(seed, c, workers));
            double sum = 0;
            int at = 0;
            for (int w = 0; w < workers; w++) {
                sum += shares[w];
                boolean last = w == workers - 1;
                int to = last ? byClass[c].length : (int) (sum * byClass[c].length);
                for (; at < to; at++) {
                    owners[byClass[c][at]] = w;
                    sizes[w]++;
                }
            }
        }
        leaveNobodyOut(owners, sizes);
        return owners;
    }

    private static void leaveNobodyOut(int[] owners, int[] sizes) {
        for (int w = 0; w < sizes.length; w++) {
            if (sizes[w] == 0) {
                int richest = richest(sizes);
                int row = 0;
                while (owners[row] != richest) {
                    row++;
                }
                owners[row] = w;
                sizes[w]++;
                sizes[richest]--;
            }
        }
    }

    private static int richest(int[] sizes) {
        int richest = 0;
        for (int w = 1; w < sizes.length; w++) {
            richest = sizes[w] > sizes[richest] ? w : richest;
        }
        return richest;
    }

    /**
     * Gamma variates divided by their sum; computed from logarithms, because with a small alpha all
     * may be 0.
     */
    private double[] shares(int workers, Random random) {
        double[] shares = new double[workers];
        Arrays.setAll(shares, w -> logarithmOfGamma(random));
        double largest = Arrays.stream(shares).max().orElse(0);
        double sum = 0;
        for (int w = 0; w < workers; w++) {
            shares[w] = StrictMath.exp(shares[w] - largest);
            sum += shares[w];
        }
        for (int w = 0; w < workers; w++) {
            shares[w] /= sum;
        }
        return shares;
    }

    /**
     * Marsaglia, Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000: for
     * alpha + 1, brought down to alpha by a uniform variate to the power of 1/alpha.
     */
    private double logarithmOfGamma(Random random) {
        double d = alpha + 1 - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = StrictMath.pow(1 + c * x, 3);
            double u = 1 - random.nextDouble();
            if (v > 0 && StrictMath.log(u) < x * x / 2 + d * (1 - v + StrictMath.log(v))) {
                double boost = StrictMath.log(1 - random.nextDouble()) / alpha;
                return StrictMath.log(d * v) + boost;
            }
        }
    }
}
