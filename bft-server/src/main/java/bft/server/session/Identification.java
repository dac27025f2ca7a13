package bft.server.session;

import java.util.Locale;

/** What identifies a worker. */
public enum Identification {
    /** Its token. */
    TOKEN,
    /** The name in its certificate. */
    CERTIFICATE,
    /** Both, and both must be the same worker's. */
    BOTH;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
