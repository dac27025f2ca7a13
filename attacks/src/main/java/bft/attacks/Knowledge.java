package bft.attacks;

/**
 * What an attack needs to see. In a simulation an omniscient adversary sees the vectors of the
 * honest workers; a real worker process cannot, and estimates from what its colluders would
 * honestly send.
 */
public enum Knowledge {
    /** Nothing but d. */
    NONE,
    /** What the Byzantine workers would honestly have sent. */
    COLLUDERS,
    /** The vectors of the honest workers; without them it estimates from the colluders'. */
    OMNISCIENT,
    /** The vectors of the honest workers, as above, and the rule in use. */
    OMNISCIENT_WITH_RULE
}
