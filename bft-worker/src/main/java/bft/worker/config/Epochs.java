package bft.worker.config;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Lengths that are written in epochs: {@code 2epochs} or {@code 0.5epoch} in place of a number. */
final class Epochs {
    private static final Pattern LENGTH =
            Pattern.compile("(?<![\\w.])(\\d{1,9}(?:\\.\\d{1,9})?)epochs?(?!\\w)");

    private Epochs() {}

    /** Whether a value has such a length. */
    static boolean areIn(String text) {
        return LENGTH.matcher(text).find();
    }

    /**
     * The value with numbers in their place, each at least 1.
     *
     * @param epoch what one epoch counts
     */
    static String counted(String text, double epoch) {
        return LENGTH.matcher(text).replaceAll(length -> Long.toString(number(length, epoch)));
    }

    private static long number(MatchResult length, double epoch) {
        return Math.max(1, Math.round(Double.parseDouble(length.group(1)) * epoch));
    }
}
