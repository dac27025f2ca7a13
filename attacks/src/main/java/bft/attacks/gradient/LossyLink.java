package bft.attacks.gradient;

import bft.aggregation.Seeds;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import java.util.Arrays;
import java.util.Random;

/**
 * Each Byzantine worker sends its own gradient over a link that loses whole datagrams, different
 * ones in each round, and lost coordinates are replaced by other values: not malice, but the
 * receiver cannot tell.
 *
 * <p>Damaskinos, El Mhamdi, Guerraoui, Guirguis, Rouault, "AggregaThor: Byzantine machine learning
 * via robust gradient aggregation", SysML 2019, which sends gradients over UDP. Cost O(f d).
 *
 * @param loss share of the datagrams, from 0 to 1
 * @param datagram number of coordinates in one, at least 1
 * @param fill replacement for lost coordinates
 * @param deviation of the noise used as replacement, at least 0
 */
public record LossyLink(double loss, int datagram, Fill fill, double deviation) implements Attack {
    /** The value of a lost coordinate. */
    public enum Fill {
        NAN,
        ZERO,
        NOISE
    }

    @Override
    public float[][] forge(AdversaryView view) {
        float[][] forged = new float[view.f()][];
        for (int k = 0; k < forged.length; k++) {
            forged[k] = view.own()[k].clone();
            transmit(forged[k], Seeds.random(view.seed(), view.round(), k));
        }
        return forged;
    }

    private void transmit(float[] gradient, Random random) {
        for (int from = 0; from < gradient.length; from += datagram) {
            if (random.nextDouble() < loss) {
                lose(gradient, from, Math.min(gradient.length, from + datagram), random);
            }
        }
    }

    private void lose(float[] gradient, int from, int to, Random random) {
        switch (fill) {
            case NAN -> Arrays.fill(gradient, from, to, Float.NaN);
            case ZERO -> Arrays.fill(gradient, from, to, 0);
            default -> {
                for (int i = from; i < to; i++) {
                    gradient[i] = (float) (deviation * random.nextGaussian());
                }
            }
        }
    }
}
