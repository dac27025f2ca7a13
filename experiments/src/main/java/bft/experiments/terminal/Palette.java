package bft.experiments.terminal;

/** The colours of series, in the order of the series: told apart on dark and on light screens. */
final class Palette {
    static final String RESET = "\u001b[0m";
    private static final int[] CODES = {37, 31, 34, 32, 33, 35, 36};

    private Palette() {}

    static String ansi(int series) {
        return "\u001b[1;" + CODES[series % CODES.length] + "m";
    }
}
