package bft.attacks.gradient;

import bft.aggregation.Seeds;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import java.util.Random;

/** Each Byzantine worker sends independent values from 0 to below 1, new each round. */
public record UniformNoise() implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        float[][] forged = new float[view.f()][view.dimension()];
        for (int k = 0; k < view.f(); k++) {
            Random random = Seeds.random(view.seed(), view.round(), k);
            for (int i = 0; i < view.dimension(); i++) {
                forged[k][i] = random.nextFloat();
            }
        }
        return forged;
    }
}
