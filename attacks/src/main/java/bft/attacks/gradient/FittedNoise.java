package bft.attacks.gradient;

import bft.aggregation.Seeds;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.line.Moments;
import java.util.Random;

/**
 * Each Byzantine worker sends a draw from the normal distribution fitted to each coordinate of the
 * honest vectors, a new one each round: b ~ N(mu, (scale sigma)²). Cost O(n d).
 *
 * <p>Fang, Cao, Jia, Gong, "Local model poisoning attacks to Byzantine-robust federated learning",
 * USENIX Security 2020, section 5.1, there with scale 1 and called the Gaussian attack.
 *
 * @param scale of the deviation, at least 0
 */
public record FittedNoise(double scale) implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        double[] mean = Moments.mean(view.sample());
        double[] deviation = Moments.deviation(view.sample(), mean, 1);
        float[][] forged = new float[view.f()][view.dimension()];
        for (int k = 0; k < view.f(); k++) {
            Random random = Seeds.random(view.seed(), view.round(), k);
            for (int i = 0; i < view.dimension(); i++) {
                forged[k][i] = (float) (mean[i] + scale * deviation[i] * random.nextGaussian());
            }
        }
        return forged;
    }
}
