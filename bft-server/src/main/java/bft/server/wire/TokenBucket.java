package bft.server.wire;

/**
 * A store of tokens that fills with time: so many at once, and so many a second in the long run.
 */
final class TokenBucket {
    private final double capacity;
    private final double perSecond;
    private double tokens;
    private long filledNanos;

    /**
     * A full one.
     *
     * @param capacity most tokens it holds
     * @param perSecond how fast it fills
     * @param now nanoseconds of any clock that does not go back
     */
    TokenBucket(double capacity, double perSecond, long now) {
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.tokens = capacity;
        this.filledNanos = now;
    }

    /** Puts more in, up to the capacity. */
    void add(double more) {
        tokens = Math.min(capacity, tokens + more);
    }

    /** Takes one token; false if there is none. */
    boolean take(long now) {
        add(perSecond * (now - filledNanos) / 1e9);
        filledNanos = now;
        boolean has = tokens >= 1;
        tokens -= has ? 1 : 0;
        return has;
    }
}
