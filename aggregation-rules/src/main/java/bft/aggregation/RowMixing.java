package bft.aggregation;

/**
 * The general form of a mixing, for the few rules that cannot be said in distances alone: it also
 * sees the rows. It must be the first of a chain, as mixed rows exist only block by block, and it
 * cannot be worked out from the partial distances of shards.
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
