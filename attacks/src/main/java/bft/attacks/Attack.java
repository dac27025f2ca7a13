package bft.attacks;

import bft.attacks.data.Poison;
import java.util.Optional;

/** A way to forge the vectors of the Byzantine workers. */
public interface Attack {

    /**
     * What the Byzantine workers send this round.
     *
     * @return f new vectors of d coordinates, row k for the k-th Byzantine worker; they may hold
     *     NaN or infinities
     * @throws IllegalArgumentException if the attack is impossible in this setting, with the reason
     */
    float[][] forge(AdversaryView view);

    /**
     * The attack of the round after this one: this attack, unless it learns from what it sees.
     * Whoever runs an attack goes on with what this returns.
     */
    default Attack after(AdversaryView view) {
        return this;
    }

    /**
     * What the Byzantine workers do to their data before they compute what they would send: the
     * {@link AdversaryView#own} vectors are of poisoned data then.
     */
    default Optional<Poison> poison() {
        return Optional.empty();
    }
}
