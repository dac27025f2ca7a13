package bft.aggregation;

import java.util.Objects;

/**
 * Whatever may sway an aggregation besides the rows.
 *
 * @param round number of the round, from 0
 * @param previous the last aggregate, d coordinates, or an empty array before there is one (the
 *     origin then stands for it); not modified
 * @param seed seed of the job; with the round it decides every random choice
 * @param trusted a gradient from clean data, d coordinates, or an empty array; not modified
 */
public record RoundContext(long round, float[] previous, long seed, float[] trusted) {
    private static final float[] NONE = {};

    public RoundContext {
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(trusted, "trusted");
    }

    /** A round without a trusted gradient. */
    public RoundContext(long round, float[] previous, long seed) {
        this(round, previous, seed, NONE);
    }

    /** The first round: nothing before it, nothing trusted. */
    public static RoundContext first(long seed) {
        return new RoundContext(0, NONE, seed, NONE);
    }
}
