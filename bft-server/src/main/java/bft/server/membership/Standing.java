package bft.server.membership;

import java.util.Locale;

/** What a worker is to the job. */
public enum Standing {
    /** Its gradients count. */
    MEMBER,
    /** A member whose gradients do not count, as one of the f faulty ones. */
    QUARANTINED,
    /** No member of an elastic job until it joins. */
    AWAY,
    /** No member until the operator readmits it. */
    REMOVED;

    /** As an operator reads it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
