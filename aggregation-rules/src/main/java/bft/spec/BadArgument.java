package bft.spec;

/**
 * The check of an argument: {@code BadArgument.when(n < 1).because("n must be >= 1, got %s", n)}.
 */
public final class BadArgument {
    private static final BadArgument NONE = new BadArgument(false);
    private static final BadArgument ONE = new BadArgument(true);

    private final boolean isThere;

    private BadArgument(boolean isThere) {
        this.isThere = isThere;
    }

    /** Whether there is one. */
    public static BadArgument when(boolean isBad) {
        return isBad ? ONE : NONE;
    }

    /**
     * Refuses it.
     *
     * @param problem as {@link String#format} takes it, with the inequality that does not hold
     * @param values that it names; they are worked out for good arguments, too, so keep them cheap
     * @throws IllegalArgumentException if there is one
     */
    public void because(String problem, Object... values) {
        if (isThere) {
            throw of(problem, values);
        }
    }

    /** The error of a bad argument, with the values that it names. */
    public static IllegalArgumentException of(String problem, Object... values) {
        return new IllegalArgumentException(Text.of(problem, values));
    }
}
