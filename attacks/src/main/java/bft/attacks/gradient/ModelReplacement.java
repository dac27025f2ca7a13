package bft.attacks.gradient;

import bft.attacks.AdversaryView;
import bft.attacks.Attack;

/**
 * Model replacement, also known as backdoor scaling: the own update, made on poisoned data, so long
 * that it survives the mean of all: {@code b = (n / eta) g}. With a step {@code x - gamma eta mean}
 * and honest gradients near 0, as late in training, one attacker so puts its own model {@code X = x
 * - gamma g} in the place of the global one.
 *
 * <p>The paper's form for models is {@code (n / eta) (X - G) + G}; as a gradient that is {@code -(n
 * / (eta gamma)) (X - G)}, which with {@code X - G = -gamma g} is the above. The poison is in the
 * data of the own gradient, not here. f attackers share it: each sends 1/f. Cost O(f d).
 *
 * <p>Bagdasaryan, Veit, Hua, Estrin, Shmatikov, "How to backdoor federated learning", AISTATS 2020,
 * section 4.2.
 *
 * @param eta the server's own learning rate, above 0: 1 if it applies the mean as it is
 */
public record ModelReplacement(double eta) implements Attack {
    public ModelReplacement {
        if (!(eta > 0)) {
            throw new IllegalArgumentException(
                    "model-replacement: eta must be above 0, got " + eta);
        }
    }

    @Override
    public float[][] forge(AdversaryView view) {
        return new ScaledOwn(view.n() / eta / view.f()).forge(view);
    }
}
