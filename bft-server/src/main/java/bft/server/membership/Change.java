package bft.server.membership;

/** What an operator may do with a worker. */
public enum Change {
    /** It stays a member and counts as one of the f faulty ones; its gradients do not count. */
    QUARANTINE,
    /** It is no member any more: n is one less, f is the same. */
    REMOVE,
    /** It is a member again, whatever it was. */
    READMIT
}
