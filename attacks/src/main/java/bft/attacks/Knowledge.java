package bft.attacks;

/** What an attack needs to see. */
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
