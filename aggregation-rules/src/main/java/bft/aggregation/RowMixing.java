package bft.aggregation;

/**
 * The general form of a mixing, for the few rules that cannot be said in distances alone: it also
 * sees the rows. It must be the first of a chain, as mixed rows exist only block by block.
 *
 * <p>It is refused over shards ({@code Aggregator.measure}). Three rules are of this form, all by
 * parameter: {@code dnc} with b coordinates drawn, whose distances are over these only, anew in
 * each iteration; {@code caf} and {@code smea} with {@code direction=power-step}, which ask for
 * sums of coordinates that {@code Measured} does not hold. All other rules, these three with their
 * default settings among them, give the same bits over any shards.
 */
public interface RowMixing extends Mixing {
    /**
     * Chooses the weights.
     *
     * @param rows n finite rows of d coordinates, not modified
     * @param distances between these rows, not modified
     * @param round what else may sway the result, not modified
     */
    Weights mix(float[][] rows, Distances distances, RoundContext round);

    /** Refuses: there are no rows. */
    @Override
    default Weights mix(Distances distances, RoundContext round) {
        throw new IllegalArgumentException(this + " needs the rows, not only their distances");
    }
}
