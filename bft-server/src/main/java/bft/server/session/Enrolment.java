package bft.server.session;

import bft.spec.BadArgument;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One credential as the server keeps it. A name may have several, such as an old token and its
 * successor.
 *
 * @param name of the worker, which its certificate may have as well
 * @param caller who may call with it
 * @param owner to whom the worker belongs, if that was said
 * @param sha256 of the token, in hexadecimal digits; empty if there is none, only a name
 * @param revoked since when it is worth nothing
 */
public record Enrolment(
        String name,
        Caller caller,
        Optional<String> owner,
        Optional<String> sha256,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /**
     * @throws IllegalArgumentException if a name or the hash is not one
     */
    public Enrolment {
        requireName("name", name);
        owner.ifPresent(whose -> requireName("owner", whose));
        BadArgument.when(caller.worker() < -1)
                .because("worker must be >= 0, got %s", caller.worker());
        BadArgument.when(!sha256.map(hash -> HASH.matcher(hash).matches()).orElse(true))
                .because("sha256 of %s must be 64 digits of hex", name);
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw BadArgument.of(
                    "%s must have 1 to 200 letters, digits and . _ - : / @ and begin with "
                            + "a letter or digit, got '%s'",
                    what, name.substring(0, Math.min(200, name.length())));
        }
    }

    /** Whether it is worth something at this time. */
    public boolean isValid(Instant now) {
        return revoked.isEmpty() && expires.map(now::isBefore).orElse(true);
    }

    /** In one word. */
    public String state(Instant now) {
        String open = isValid(now) ? "valid" : "expired";
        return revoked.isPresent() ? "revoked" : open;
    }

    Enrolment revokedAt(Instant when) {
        Optional<Instant> since = revoked.isPresent() ? revoked : Optional.of(when);
        return new Enrolment(name, caller, owner, sha256, created, expires, since);
    }

    /** A copy that expires at this time, or when it did if that is earlier. */
    Enrolment expiringAt(Instant when) {
        Optional<Instant> first = expires.filter(when::isAfter).or(() -> Optional.of(when));
        return new Enrolment(name, caller, owner, sha256, created, first, revoked);
    }
}
