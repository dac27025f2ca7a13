package bft.attacks;

/**
 * What an attack needs to see. In a simulation an omniscient adversary sees the vectors of the
 * honest workers; a real worker process cannot, and estimates them from the honest gradients of the
 * colluding workers.
 */
public enum Knowledge {
    /** Only d. */
    NONE,
    /** The honest gradients of the Byzantine workers. */
    COLLUDERS,
    /**
     * The vectors of the honest workers; without them it estimates from those of the colluding
     * workers.
     */
    OMNISCIENT,
    /** The vectors of the honest workers, as above, and the rule in use. */
    OMNISCIENT_WITH_RULE
}
