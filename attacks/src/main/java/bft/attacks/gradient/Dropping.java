package bft.attacks.gradient;

import bft.aggregation.Seeds;
import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import java.util.Random;

/**
 * Each Byzantine worker sends its own gradient with a share of the coordinates set to 0, different
 * ones in each round: a lossy link rather than malice.
 *
 * <p>Guerraoui et al., "GARFIELD: system support for Byzantine machine learning", DSN 2021, whose
 * code discards the result and sends the honest gradient; here the result is sent.
 *
 * @param share of the coordinates, from 0 to 1
 */
public record Dropping(double share) implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        float[][] forged = new float[view.f()][];
        for (int k = 0; k < forged.length; k++) {
            Random random = Seeds.random(view.seed(), view.round(), k);
            forged[k] = view.own()[k].clone();
            for (int i = 0; i < forged[k].length; i++) {
                forged[k][i] = random.nextDouble() < share ? 0 : forged[k][i];
            }
        }
        return forged;
    }
}
