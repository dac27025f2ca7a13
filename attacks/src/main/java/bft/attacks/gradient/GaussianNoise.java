package bft.attacks.gradient;

import bft.aggregation.Seeds;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import java.util.Random;

/**
 * Each Byzantine worker sends independent normal noise, new each round.
 *
 * <p>Blanchard, El Mhamdi, Guerraoui, Stainer, "Machine learning with adversaries: Byzantine
 * tolerant gradient descent", NIPS 2017, section 5: mean 0, deviation 200. ByzFL lets all f workers
 * send one common draw. Cost O(f d).
 *
 * @param mean of each coordinate
 * @param deviation of each coordinate, at least 0
 * @param common whether all send the same draw
 */
public record GaussianNoise(double mean, double deviation, boolean common) implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        float[][] forged = new float[view.f()][view.dimension()];
        for (int k = 0; k < view.f(); k++) {
            Random random = Seeds.random(view.seed(), view.round(), common ? 0 : k);
            for (int i = 0; i < view.dimension(); i++) {
                forged[k][i] = (float) (mean + deviation * random.nextGaussian());
            }
        }
        return forged;
    }
}
