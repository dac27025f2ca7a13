package bft.attacks;

import bft.attacks.data.Poison;
import java.util.Optional;

/** A way to forge the vectors of the Byzantine workers. */
public interface Attack {

    /**
     * The vectors that the Byzantine workers send this round.
     *
     * @return f new vectors of d coordinates, row k for the k-th Byzantine worker; they may hold
     *     NaN or infinities
     * @throws IllegalArgumentException if the attack is impossible in this setting; the message
     *     says why
     */
    float[][] forge(AdversaryView view);

    /**
     * The attack for the next round: this attack, unless it learns from the view. The caller
     * continues with the result.
     */
    default Attack after(AdversaryView view) {
        return this;
    }

    /**
     * How the Byzantine workers poison their data before they compute gradients: the {@link
     * AdversaryView#own} vectors are then computed on poisoned data.
     */
    default Optional<Poison> poison() {
        return Optional.empty();
    }
}
