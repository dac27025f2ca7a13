package bft.attacks.gradient;

import bft.attacks.AdversaryView;
import bft.attacks.Attack;

/** Each Byzantine worker sends factor times its own gradient. */
public record ScaledOwn(double factor) implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        float[][] forged = new float[view.f()][view.dimension()];
        for (int k = 0; k < view.f(); k++) {
            for (int i = 0; i < view.dimension(); i++) {
                forged[k][i] = (float) (factor * view.own()[k][i]);
            }
        }
        return forged;
    }
}
