package bft.aggregation.spectral;

import bft.aggregation.Distances;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.RowMixing;
import bft.aggregation.Seeds;
import bft.aggregation.Weights;
import java.util.List;
import java.util.Random;

/**
 * DnC on randomly sampled coordinates: {@link DivideAndConquer} on b of them, repeated; the mean,
 * in all coordinates, of the rows that are kept in every iteration (if there are none, of those
 * kept at least once). Distances over b coordinates do not follow from those over all, so this
 * mixing reads the rows and must be the first of a chain.
 *
 * <p>Requires n > c f. Cost O(n² b + n³) an iteration. The sample follows from seed and round.
 * Source and guarantee: see {@link DivideAndConquer}.
 *
 * @param all the rule for each sample
 * @param b number of coordinates sampled uniformly without replacement; all if there are no more
 * @param iterations number of iterations
 */
public record SampledDivideAndConquer(DivideAndConquer all, int b, int iterations)
        implements RowMixing {
    @Override
    public Weights mix(float[][] rows, Distances distances, RoundContext round) {
        int n = rows.length;
        var random = Seeds.random(round.seed(), round.round());
        var lost = new double[n];
        for (int k = 0; k < iterations; k++) {
            double[] scores = DivideAndConquer.scores(sampled(rows, random));
            boolean[] kept = new boolean[n];
            for (int i : Ranking.lowest(scores, n - all.excluded())) {
                kept[i] = true;
            }
            for (int i = 0; i < n; i++) {
                lost[i] += kept[i] ? 0 : 1;
            }
        }
        int[] always = among(lost, 1);
        int[] chosen = always.length > 0 ? always : among(lost, iterations);
        return Weights.meanOf(distances, chosen)
                .withScores(lost, "number of the " + iterations + " samples that exclude it");
    }

    /** The rows that were excluded fewer times than {@code below}. */
    private static int[] among(double[] lost, int below) {
        return java.util.stream.IntStream.range(0, lost.length)
                .filter(i -> lost[i] < below)
                .toArray();
    }

    private Distances sampled(float[][] rows, Random random) {
        int[] drawn = draw(rows[0].length, random);
        int n = rows.length;
        var squared = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int k : drawn) {
                    double difference = (double) rows[i][k] - rows[j][k];
                    sum += difference * difference;
                }
                squared[i * n + j] = sum;
                squared[j * n + i] = sum;
            }
        }
        return new Distances(n, List.of(), squared);
    }

    /** Floyd's algorithm: b different coordinates of d, in order. */
    private int[] draw(int d, Random random) {
        var drawn = new java.util.BitSet(d);
        for (int k = Math.max(0, d - b); k < d; k++) {
            int candidate = random.nextInt(k + 1);
            drawn.set(drawn.get(candidate) ? k : candidate);
        }
        return drawn.stream().toArray();
    }

    @Override
    public int inputsFor(int outputs) {
        return all.inputsFor(outputs);
    }

    @Override
    public String condition() {
        return all.condition();
    }
}
