package bft.server.membership;

/** What a worker is to the job. */
public enum Standing {
    /** Its gradients count. */
    MEMBER,
    /** A member whose gradients do not count, as one of the f faulty ones. */
    QUARANTINED,
    /** No member of an elastic job until it joins. */
    AWAY,
    /** No member until the operator readmits it. */
    REMOVED
}
