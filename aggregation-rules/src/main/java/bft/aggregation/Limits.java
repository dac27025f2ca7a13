package bft.aggregation;

/** The largest numbers that rules are made for, and the checks of them: the only place of these. */
public final class Limits {
    /** Most workers of a job: distances between so many rows are 2 GiB of doubles in one array. */
    public static final int WORKERS = 16_384;

    /** Most points that distances are taken between: the rows and the anchors of a rule. */
    public static final int POINTS = WORKERS + Distances.Anchor.values().length;

    /** Most coordinates of a vector: the longest array that every JVM can make. */
    public static final int DIMENSION = Integer.MAX_VALUE - 8;

    /** Most workers that are run on one machine for an experiment. */
    public static final int LOCAL_WORKERS = 1_000;

    private Limits() {}

    /**
     * Checks a number of workers.
     *
     * @throws IllegalArgumentException if it is not within 1 and {@link #WORKERS}
     */
    public static void requireWorkers(int n) {
        requireIn("workers n", n, WORKERS);
    }

    /**
     * Checks a number of coordinates.
     *
     * @throws IllegalArgumentException if it is not within 1 and {@link #DIMENSION}
     */
    public static void requireDimension(long d) {
        requireIn("dimension d", d, DIMENSION);
    }

    /**
     * Checks a number of points.
     *
     * @return entries of a matrix of so many rows and columns
     * @throws IllegalArgumentException if it is not within 1 and {@link #POINTS}
     */
    public static int entries(int points) {
        requireIn("points (rows and anchors)", points, POINTS);
        return Math.toIntExact((long) points * points);
    }

    private static void requireIn(String what, long value, long most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "need 1 <= %s <= %s, got %s".formatted(what, most, value));
        }
    }
}
