package bft.attacks.gradient;

import bft.attacks.AdversaryView;
import bft.attacks.Attack;

/**
 * Model replacement, also known as backdoor scaling: the own update, computed on poisoned data,
 * scaled so that it survives the mean of all: {@code b = (n / eta) g}. With a step {@code x - gamma
 * eta mean} and honest gradients near 0, as late in training, one attacker thus substitutes its own
 * model {@code X = x - gamma g} for the global one.
 *
 * <p>The paper's form for models is {@code (n / eta) (X - G) + G}; as a gradient that is {@code -(n
 * / (eta gamma)) (X - G)}, which with {@code X - G = -gamma g} is the formula above. The own
 * gradient is computed on poisoned data, this class only scales it. f attackers share the scale:
 * each sends 1/f. Cost O(f d).
 *
 * <p>Bagdasaryan, Veit, Hua, Estrin, Shmatikov, "How to backdoor federated learning", AISTATS 2020,
 * section 4.2.
 *
 * @param eta the server's own learning rate, above 0: 1 if it applies the mean as it is
 */
public record ModelReplacement(double eta) implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        return new ScaledOwn(view.n() / eta / view.f()).forge(view);
    }
}
