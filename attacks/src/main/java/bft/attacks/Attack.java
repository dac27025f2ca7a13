package bft.attacks;

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
}
