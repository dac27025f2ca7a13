package bft.aggregation;

/**
 * The general form of a mixing, for the few rules that distances alone do not determine: it also
 * reads the rows. It must be the first of a chain, as mixed rows exist only block by block.
 *
 * <p>It is refused for sharded models ({@code Aggregator.measure}). Three rules have this form,
 * each only with some parameters: {@code dnc} with b sampled coordinates, whose distances are over
 * a new sample in each iteration; {@code caf} and {@code smea} with {@code direction=power-step},
 * which need sums of coordinates that {@code Measured} does not hold. All other rules, and these
 * three with their default settings, give the same bits for any shards.
 */
public interface RowMixing extends Mixing {
    /**
     * Chooses the weights.
     *
     * @param rows n finite rows of d coordinates, not modified
     * @param distances between these rows, not modified
     * @param round what else may affect the result, not modified
     */
    Weights mix(float[][] rows, Distances distances, RoundContext round);

    /** Refuses, as there are no rows. */
    @Override
    default Weights mix(Distances distances, RoundContext round) {
        throw new IllegalArgumentException(this + " needs the rows, not only their distances");
    }
}
