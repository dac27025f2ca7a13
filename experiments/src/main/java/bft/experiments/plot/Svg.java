package bft.experiments.plot;

import java.awt.Color;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a drawing part of a page. */
final class Svg {
    private static final Pattern LONG_NUMBER = Pattern.compile("(\\d\\.\\d{2})\\d+");
    private static final Pattern CLIP = Pattern.compile("\\bclip(?=-?\\d)");

    private Svg() {}

    /**
     * The SVG element without declarations; it fills the available width, up to the width of the
     * drawing.
     */
    static String inline(String document, int width, int height) {
        String start =
                "<svg xmlns='http://www.w3.org/2000/svg' role='img' viewBox='0 0 %s %s'"
                                .formatted(width, height)
                        + " style='max-width:%spx'>".formatted(width);
        String element =
                document.substring(document.indexOf("<svg"))
                        .replaceFirst("(?s)<svg[^>]*>", Matcher.quoteReplacement(start));
        String unique = "clip" + Integer.toHexString(document.hashCode()) + "-";
        element = CLIP.matcher(LONG_NUMBER.matcher(element).replaceAll("$1")).replaceAll(unique);
        element = element.replaceAll(">\\s+<", "><");
        return themed(themed(element, Palette.INK, "var(--ink)"), Palette.GRID, "var(--grid)");
    }

    private static String themed(String svg, Color colour, String variable) {
        String rgb =
                "rgb(%s,%s,%s)".formatted(colour.getRed(), colour.getGreen(), colour.getBlue());
        return svg.replace(rgb, variable);
    }
}
