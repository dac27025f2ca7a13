package bft.attacks.gradient;

import bft.aggregation.Seeds;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.line.Moments;
import java.util.Random;

/**
 * Sybils: all Byzantine workers send b = -scale mu, each with its own noise that hides the
 * collusion: {@code b_k = b + e_k} with {@code sum_k e_k = 0}, so that the noise cancels in their
 * sum.
 *
 * <p>With jitter rho = |e_k| / |b| the cosine between two sybils falls to about 1 / (1 + rho²), on
 * which rules against collusion are based; in exchange each is further from the honest vectors,
 * which distance-based rules detect. rho = 0 is plain collusion. Cost O(f d).
 *
 * <p>Fung, Yoon, Beschastnikh, "The limitations of federated learning in sybil settings", RAID
 * 2020, section 7.4 (intelligent perturbation).
 *
 * @param scale how far along -mu
 * @param jitter length of the noise over that of b, at least 0
 */
public record Sybils(double scale, double jitter) implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        int f = view.f();
        int d = view.dimension();
        double[] mean = Moments.mean(view.sample());
        // Subtracting the mean of f draws leaves (f-1)/f of their variance.
        double deviation =
                jitter * scale * Moments.norm(mean) / Math.sqrt(d * Math.max(1, f - 1.0) / f);
        double[][] noise = new double[f][d];
        double[] common = new double[d];
        for (int k = 0; k < f; k++) {
            Random random = Seeds.random(view.seed(), view.round(), k);
            for (int i = 0; i < d; i++) {
                noise[k][i] = deviation * random.nextGaussian();
                common[i] += noise[k][i] / f;
            }
        }
        float[][] forged = new float[f][d];
        for (int k = 0; k < f; k++) {
            for (int i = 0; i < d; i++) {
                forged[k][i] = (float) (-scale * mean[i] + noise[k][i] - common[i]);
            }
        }
        return forged;
    }
}
