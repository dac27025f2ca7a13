package bft.worker.data;

import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** Parses numbers in data files, and recognises the many spellings of a missing value. */
final class Numbers {
    private static final Set<String> MISSING =
            Set.of(
                    "", "?", "-", "--", ".", "nan", "-nan", "+nan", "na", "n/a", "#n/a", "<na>",
                    "null", "none", "nil");

    private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(inity)?");

    private Numbers() {}

    /** The number, or NaN if the text is not a decimal number in the range of float32. */
    static float single(String text) {
        return (float) finite(text, Float::parseFloat);
    }

    /** The number, or NaN if the text is not a decimal number in the range of float64. */
    static double twofold(String text) {
        return finite(text, Double::parseDouble);
    }

    private static double finite(String text, ToDoubleFunction<String> parser) {
        if (!isPlain(text)) {
            return Double.NaN;
        }
        try {
            double number = parser.applyAsDouble(text);
            return Double.isFinite(number) ? number : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The whole number, at least 0, or -1 if the text is not one of up to nine digits. */
    static int index(String text) {
        if (text.isEmpty() || text.length() > 9) {
            return -1;
        }
        int index = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            index = 10 * index + c - '0';
        }
        return index;
    }

    /**
     * Whether the text has a letter and is neither a number, finite or not, nor a missing value.
     */
    static boolean isWord(String text) {
        return text.chars().anyMatch(Character::isLetter)
                && Double.isNaN(twofold(text))
                && !isMissing(text)
                && !INFINITE.matcher(text).matches();
    }

    /** Whether the text stands for a missing value. */
    static boolean isMissing(String text) {
        return MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Java also parses 1f, 1d, 0x1p3 and NaN, which other tools treat as words. */
    private static boolean isPlain(String text) {
        if (text.isEmpty()) {
            return false;
        }
        char last = text.charAt(text.length() - 1);
        boolean hexadecimal = text.indexOf('x') >= 0 || text.indexOf('X') >= 0;
        return (last == '.' || (last >= '0' && last <= '9')) && !hexadecimal;
    }
}
