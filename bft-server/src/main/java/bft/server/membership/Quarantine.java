package bft.server.membership;

import bft.spec.BadArgument;
import bft.worker.config.ValueType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a worker is quarantined, and for how long.
 *
 * @param faults provable faults since the worker became a member, or returned, that cause it; at
 *     least 1
 * @param nanos until the worker returns; {@link #FOR_EVER} if it never does by itself
 */
public record Quarantine(int faults, long nanos) {
    /** A time that never ends. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    /** Faults have no such consequence. */
    public static final Quarantine OFF = new Quarantine(Integer.MAX_VALUE, FOR_EVER);

    private static final int MOST_FAULTS = 1_000_000;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,7})(?:,return=([0-9a-z ]+))?");
    private static final ValueType<Duration> TIME =
            ValueType.duration(TimeUnit.SECONDS, Duration.ofDays(365));

    public Quarantine {
        BadArgument.when(faults < 1 || nanos < 1)
                .because(
                        "quarantine needs faults >= 1 and a time >= 1 ns, got %s and %s ns",
                        faults, nanos);
    }

    /**
     * Reads {@code off}, {@code 3} or {@code 3,return=10min}.
     *
     * @throws IllegalArgumentException with the text and what is accepted
     */
    public static Quarantine parse(String text) {
        if (text.equals("off")) {
            return OFF;
        }
        Matcher parts = FORM.matcher(text);
        int faults = parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
        BadArgument.when(faults < 1 || faults > MOST_FAULTS)
                .because(
                        "must be off, or a number of faults in [1, %s], optionally with the "
                                + "time until the worker returns, as in 3,return=10min, got '%s'",
                        MOST_FAULTS, text);
        return new Quarantine(
                faults, Optional.ofNullable(parts.group(2)).map(Quarantine::time).orElse(FOR_EVER));
    }

    private static long time(String text) {
        try {
            return Math.max(1, TIME.read(text).toNanos());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("return " + e.getMessage(), e);
        }
    }

    boolean isOff() {
        return equals(OFF);
    }

    @Override
    public String toString() {
        if (isOff()) {
            return "off";
        }
        return nanos == FOR_EVER ? "" + faults : "%s,return=%s".formatted(faults, seconds(nanos));
    }

    private static String seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos) + "s";
    }
}
