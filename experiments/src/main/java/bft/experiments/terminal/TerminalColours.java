package bft.experiments.terminal;

/** The colours of series, in the order of the series: distinguishable on dark and light screens. */
final class TerminalColours {
    static final String RESET = "\u001b[0m";
    private static final int[] CODES = {37, 31, 34, 32, 33, 35, 36};

    private TerminalColours() {}

    static String ansi(int series) {
        return "\u001b[1;" + CODES[series % CODES.length] + "m";
    }
}
