package bft.attacks.gradient;

import bft.aggregation.Seeds;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import java.util.Random;

/**
 * Each Byzantine worker sends its own gradient in which one random coordinate is NaN, infinity or
 * minus infinity, depending on the worker.
 *
 * <p>Harder to detect than a vector of NaN: a check of sampled coordinates misses it.
 */
public record HiddenNonFinite() implements Attack {
    private static final float[] VALUES = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
    };

    @Override
    public float[][] forge(AdversaryView view) {
        float[][] forged = new float[view.f()][];
        for (int k = 0; k < view.f(); k++) {
            Random random = Seeds.random(view.seed(), view.round(), k);
            forged[k] = view.own()[k].clone();
            forged[k][random.nextInt(view.dimension())] = VALUES[k % VALUES.length];
        }
        return forged;
    }
}
