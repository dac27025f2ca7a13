package bft.experiments.terminal;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Properties;

/**
 * The destination of text for a person.
 *
 * @param out the stream
 * @param live whether it is a screen, on which lines already printed can be replaced
 * @param colour whether escape codes for colours may be written
 * @param columns its width in characters, at least 40
 */
public record Terminal(PrintWriter out, boolean live, boolean colour, int columns) {
    private static final int PLAIN_COLUMNS = 100;
    private static final int LEAST_COLUMNS = 40;

    /**
     * Standard output as the launcher saw it: it sets {@code bft.columns} when standard output is a
     * screen. {@code NO_COLOR} (any value but empty) and {@code TERM=dumb} are respected.
     */
    public static Terminal standardOutput(
            PrintWriter out, Properties properties, Map<String, String> environment) {
        String columns = properties.getProperty("bft.columns", "");
        boolean screen = columns.matches("\\d{1,5}");
        boolean live = screen && !"dumb".equals(environment.get("TERM"));
        boolean colour = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
        int width = screen ? Integer.parseInt(columns) : PLAIN_COLUMNS;
        return new Terminal(out, live, colour, Math.max(LEAST_COLUMNS, width));
    }

    /** The text in a colour of the palette, or unchanged where colours are off. */
    public String paint(int series, String text) {
        return colour ? TerminalColours.ansi(series) + text + TerminalColours.RESET : text;
    }

    /** Prints one line. */
    public void line(String text) {
        out.println(text);
    }
}
