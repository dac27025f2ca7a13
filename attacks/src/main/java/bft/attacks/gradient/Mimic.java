package bft.attacks.gradient;

import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.spec.BadArgument;
import java.util.Arrays;

/**
 * All Byzantine workers repeat one honest vector, which therefore counts f times too often: the
 * vector looks ordinary, but if data differ between workers the result is biased.
 *
 * <p>Karimireddy, He, Jaggi, "Byzantine-robust learning on heterogeneous datasets via bucketing",
 * ICLR 2022, section 3.2. Here the worker is given; {@link LearnedMimic} learns the one that biases
 * most.
 *
 * @param worker index of the honest vector, from 0
 */
public record Mimic(int worker) implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        float[][] sample = view.sample();
        BadArgument.when(worker >= sample.length)
                .because("mimic: worker must be in 0..%s, got %s", sample.length - 1, worker);
        float[][] forged = new float[view.f()][];
        Arrays.setAll(forged, k -> sample[worker].clone());
        return forged;
    }
}
