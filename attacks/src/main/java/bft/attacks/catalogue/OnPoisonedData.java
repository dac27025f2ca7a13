package bft.attacks.catalogue;

import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.data.Poison;
import java.util.Optional;

/** Each Byzantine worker sends its own gradient, computed on poisoned data. */
record OnPoisonedData(Poison of) implements Attack {
    @Override
    public float[][] forge(AdversaryView view) {
        float[][] forged = new float[view.f()][];
        for (int k = 0; k < view.f(); k++) {
            forged[k] = view.own()[k].clone();
        }
        return forged;
    }

    @Override
    public Optional<Poison> poison() {
        return Optional.of(of);
    }
}
