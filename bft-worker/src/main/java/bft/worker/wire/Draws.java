package bft.worker.wire;

/**
 * The numbers that seed the random choices for a gradient. The first gradient on a version has the
 * version's own number, so that a restarted worker makes the same choices again; each further
 * attempt on that version has its own number, which depends on nothing else.
 */
public final class Draws {
    /** Bits for the version: no job runs for more steps than these can count. */
    private static final int VERSION_BITS = 32;

    private Draws() {}

    /**
     * The number of a gradient.
     *
     * @param version of the model, at least 0 and below 2^32
     * @param attempt gradients of the same worker on that version before it, at least 0
     */
    public static long of(long version, int attempt) {
        return version + ((long) attempt << VERSION_BITS);
    }

    /** The version of such a number. */
    public static long version(long draw) {
        return draw & ((1L << VERSION_BITS) - 1);
    }
}
