package bft.spec;

import java.util.Locale;

/** Text with numbers as they are written everywhere, whatever language the machine is set to. */
public final class Text {
    private Text() {}

    /** As {@link String#format} without a locale of any country. */
    public static String of(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
