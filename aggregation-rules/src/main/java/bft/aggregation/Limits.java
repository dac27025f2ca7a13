package bft.aggregation;

import bft.spec.BadArgument;

/** The largest numbers that rules support, and the check of the number of points. */
public final class Limits {
    /**
     * Maximum number of workers of a job: distances between that many rows are 2 GiB of doubles in
     * one array.
     */
    public static final int WORKERS = 16_384;

    /**
     * Maximum number of points that distances are measured between: the rows and the anchors of a
     * rule.
     */
    public static final int POINTS = WORKERS + Distances.Anchor.values().length;

    /** Maximum number of coordinates of a vector: the longest array that every JVM can make. */
    public static final int DIMENSION = Integer.MAX_VALUE - 8;

    /** Maximum number of workers that an experiment runs on one machine. */
    public static final int LOCAL_WORKERS = 1_000;

    private Limits() {}

    /**
     * Checks a number of points.
     *
     * @return number of entries of a square matrix of that size
     * @throws IllegalArgumentException if it is not between 1 and {@link #POINTS}
     */
    public static int entries(int points) {
        BadArgument.when(points < 1 || points > POINTS)
                .because("need 1 <= points (rows and anchors) <= %s, got %s", POINTS, points);
        return Math.toIntExact((long) points * points);
    }
}
