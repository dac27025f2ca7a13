package bft.server.metrics;

/**
 * What a job can promise at one moment.
 *
 * @param variance of the last step
 */
public record Guarantee(Tolerance tolerance, VarianceToNorm variance) {
    /** For records that say nothing about it. */
    public static final Guarantee UNKNOWN =
            new Guarantee(new Tolerance(0, 0, 0, "it is not known"), VarianceToNorm.UNKNOWN);
}
