package bft.attacks.catalogue;

import bft.attacks.AdversaryView;
import bft.attacks.Attack;
import bft.attacks.data.Poison;
import bft.attacks.data.PoisonedTwice;
import java.util.Optional;

/**
 * A chain of attacks: each uses the vectors of the one before as the Byzantine workers' own
 * vectors. Data are poisoned by every attack of the chain that poisons.
 */
record Chain(Attack first, Attack then) implements Attack {

    @Override
    public float[][] forge(AdversaryView view) {
        return then.forge(view.withOwn(first.forge(view)));
    }

    @Override
    public Attack after(AdversaryView view) {
        return new Chain(first.after(view), then.after(view.withOwn(first.forge(view))));
    }

    @Override
    public Optional<Poison> poison() {
        if (first.poison().isPresent() && then.poison().isPresent()) {
            return Optional.of(new PoisonedTwice(first.poison().get(), then.poison().get()));
        }
        return first.poison().or(then::poison);
    }
}
