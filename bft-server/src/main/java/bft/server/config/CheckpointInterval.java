package bft.server.config;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often the state of a job is saved, which bounds how much a crash can lose.
 *
 * @param rounds a version is sent only if one less than this many versions older is saved; 0 if the
 *     interval is a time
 * @param nanos nanoseconds between two checkpoints; 0 if the interval is in rounds
 */
public record CheckpointInterval(long rounds, long nanos) {
    /** Nothing that was acknowledged is ever lost. */
    public static final CheckpointInterval EACH_ROUND = new CheckpointInterval(1, 0);

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smh]?)");
    private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(30);

    /**
     * Reads a number of rounds, or a time in s, m or h: {@code 1}, {@code 20}, {@code 30s}.
     *
     * @throws IllegalArgumentException with the text and the limits
     */
    public static CheckpointInterval parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw bad(text);
        }
        long number = Long.parseLong(form.group(1));
        long seconds =
                switch (form.group(2)) {
                    case "s" -> number;
                    case "m" -> TimeUnit.MINUTES.toSeconds(number);
                    case "h" -> TimeUnit.HOURS.toSeconds(number);
                    default -> 0;
                };
        if (number < 1 || seconds > MOST_SECONDS) {
            throw bad(text);
        }
        return seconds == 0
                ? new CheckpointInterval(number, 0)
                : new CheckpointInterval(0, TimeUnit.SECONDS.toNanos(seconds));
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException(
                ("checkpoint-every needs a number of rounds from 1, or a time up to 30 days such as"
                                + " 30s, 10m or 2h, got '%s'")
                        .formatted(text));
    }

    /** Whether each version is saved before it is sent. */
    public boolean losesNothing() {
        return rounds == 1;
    }

    /** Describes what a crash can lose. */
    public String loss() {
        if (losesNothing()) {
            return "a crash loses no acknowledged round";
        }
        return rounds > 0
                ? "a crash loses at most %s rounds".formatted(rounds - 1)
                : "a crash loses at most the rounds of %s s and of the time to write one checkpoint"
                        .formatted(TimeUnit.NANOSECONDS.toSeconds(nanos));
    }
}
