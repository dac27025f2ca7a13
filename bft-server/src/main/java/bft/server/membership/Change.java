package bft.server.membership;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an operator may do with a worker. */
public enum Change {
    /** It stays a member and counts as one of the f faulty ones; its gradients do not count. */
    QUARANTINE,
    /** It is no member any more: n is one less, f is the same. */
    REMOVE,
    /** It is a member again, whatever it was. */
    READMIT;

    /** The change of that name; empty if there is none. */
    public static Optional<Change> named(String text) {
        return Arrays.stream(values()).filter(change -> change.toString().equals(text)).findAny();
    }

    /** As an operator writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
