package bft.attacks.data;

import java.util.OptionalInt;
import java.util.Random;

/**
 * N(0, std^2) added to each feature, as from broken sensors; labels are kept. The mildest poison:
 * its gradients are large and random, not targeted.
 *
 * @param std at least 0 and finite
 */
public record FeatureNoise(double std) implements Poison {

    @Override
    public int poison(float[] row, int label, int classes, Random random) {
        for (int i = 0; i < row.length; i++) {
            row[i] += (float) (std * random.nextGaussian());
        }
        return label;
    }

    @Override
    public OptionalInt goal(float[] row, int label, int classes) {
        return OptionalInt.empty();
    }

    @Override
    public void requireFits(int width, int classes) {}
}
