package bft.attacks.gradient;

import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import java.util.Arrays;

/** All Byzantine workers send the same value in each coordinate: zero, NaN or infinity. */
public record ConstantVector(float value) implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        float[][] forged = new float[view.f()][view.dimension()];
        for (float[] vector : forged) {
            Arrays.fill(vector, value);
        }
        return forged;
    }
}
