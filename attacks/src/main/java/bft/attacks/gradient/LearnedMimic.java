package bft.attacks.gradient;

import bft.aggregation.Seeds;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.line.Moments;
import java.util.Arrays;
import java.util.Random;

/**
 * Mimic with a learned target: all Byzantine workers repeat the honest worker that is furthest
 * along the direction z in which honest workers differ most over the rounds.
 *
 * <pre>
 * round t = 0, 1, ...:  mu = t/(t+1) mu + avg_i g_i / (t+1)
 *   c = sum_i ((g_i - mu).z) (g_i - mu);  z = normalised t/(t+1) z + c/|c| / (t+1)
 *   t &lt; warmup: send the g_i with the largest (or smallest) g_i.z; then always that worker
 * </pre>
 *
 * <p>z starts at random, equal for all workers that share a seed. The learned state is explicit:
 * {@link #after} returns the attack of the next round. A worker process that sees only the
 * colluding workers learns from them; one that misses a round learns less than the others. Cost O(n
 * d) time, O(d) space.
 *
 * <p>Karimireddy, He, Jaggi, "Byzantine-robust learning on heterogeneous datasets via bucketing",
 * ICLR 2022, section 3.2, as their code has it.
 *
 * @param warmup rounds in which the target may change, at least 1
 * @param largest whether the largest projection is used instead of the smallest
 * @param learned so far
 */
public record LearnedMimic(int warmup, boolean largest, Learned learned) implements Attack {
    /**
     * The state learned from the rounds so far.
     *
     * @param rounds number of rounds
     * @param mean of the gradients, over these rounds; empty before the first
     * @param direction z, of length 1; empty before the first
     * @param target index of the honest vector repeated last
     */
    public record Learned(long rounds, double[] mean, double[] direction, int target) {
        /** Before the first round. */
        static final Learned NOTHING = new Learned(0, new double[0], new double[0], 0);
    }

    /** An attack that has learned nothing yet. */
    public LearnedMimic(int warmup, boolean largest) {
        this(warmup, largest, Learned.NOTHING);
    }

    @Override
    public float[][] forge(AdversaryView view) {
        float[] row = view.sample()[learn(view).target % view.sample().length];
        float[][] forged = new float[view.f()][];
        Arrays.setAll(forged, k -> row.clone());
        return forged;
    }

    @Override
    public LearnedMimic after(AdversaryView view) {
        return new LearnedMimic(warmup, largest, learn(view));
    }

    private Learned learn(AdversaryView view) {
        float[][] rows = view.sample();
        long t = learned.rounds;
        boolean first = t == 0;
        double[] mean = first ? Moments.mean(rows) : moved(learned.mean, Moments.mean(rows), t);
        double[] z = first ? random(view) : learned.direction;
        double[] towards = normalised(spread(rows, mean, z), z);
        double[] direction = normalised(first ? towards : moved(z, towards, t), z);
        int target = t < warmup ? furthest(rows, direction) : learned.target;
        return new Learned(t + 1, mean, direction, target);
    }

    private static double[] random(AdversaryView view) {
        Random random = Seeds.random(view.seed(), 0);
        double[] z = new double[view.dimension()];
        Arrays.setAll(z, k -> random.nextGaussian());
        return normalised(z, z);
    }

    /** (t old + now) / (t + 1). */
    private static double[] moved(double[] old, double[] now, long t) {
        double[] moved = new double[old.length];
        Arrays.setAll(moved, k -> (t * old[k] + now[k]) / (t + 1));
        return moved;
    }

    private static double[] spread(float[][] rows, double[] mean, double[] z) {
        double[] sum = new double[mean.length];
        for (float[] row : rows) {
            double along = 0;
            for (int k = 0; k < sum.length; k++) {
                along += (row[k] - mean[k]) * z[k];
            }
            for (int k = 0; k < sum.length; k++) {
                sum[k] += along * (row[k] - mean[k]);
            }
        }
        return sum;
    }

    private static double[] normalised(double[] vector, double[] otherwise) {
        double norm = Moments.norm(vector);
        return norm == 0 ? otherwise : Arrays.stream(vector).map(x -> x / norm).toArray();
    }

    private int furthest(float[][] rows, double[] z) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < rows.length; i++) {
            double along = 0;
            for (int k = 0; k < z.length; k++) {
                along += (largest ? 1 : -1) * rows[i][k] * z[k];
            }
            if (along > most) {
                most = along;
                best = i;
            }
        }
        return best;
    }
}
