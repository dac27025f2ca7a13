package bft.aggregation;

import java.util.Objects;

/**
 * The inputs that affect an aggregation besides the rows.
 *
 * @param round number of the round, from 0
 * @param previous the last aggregate, d coordinates, or an empty array before there is one (the
 *     origin then replaces it); not modified
 * @param seed seed of the job; with the round it decides every random choice
 * @param trusted a gradient from clean data, d coordinates, or an empty array; not modified
 * @param history what each row's worker sent in the rounds before, in the order of the rows, or
 *     {@link RowHistory#none}
 */
public record RoundContext(
        long round, float[] previous, long seed, float[] trusted, RowHistory history) {
    private static final float[] NONE = {};

    public RoundContext {
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(trusted, "trusted");
        Objects.requireNonNull(history, "history");
    }

    /** A round without a history. */
    public RoundContext(long round, float[] previous, long seed, float[] trusted) {
        this(round, previous, seed, trusted, RowHistory.none());
    }

    /** A round without a trusted gradient. */
    public RoundContext(long round, float[] previous, long seed) {
        this(round, previous, seed, NONE);
    }

    /** The same round with the history of what the workers sent. */
    public RoundContext withHistory(RowHistory before) {
        return new RoundContext(round, previous, seed, trusted, before);
    }

    /** The first round: no previous aggregate and no trusted gradient. */
    public static RoundContext first(long seed) {
        return new RoundContext(0, NONE, seed, NONE);
    }
}
