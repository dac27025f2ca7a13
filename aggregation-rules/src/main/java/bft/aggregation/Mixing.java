package bft.aggregation;

import bft.aggregation.Distances.Anchor;
import java.util.Set;

/**
 * Turns the distances between rows into the weights of mixed rows, without a pass over the d
 * coordinates. Krum is a mixing (one mixed row, a single weight of 1), and so is nearest-neighbour
 * mixing (n mixed rows). An implementation is an immutable record of its settings.
 */
public interface Mixing {
    /**
     * Chooses the weights.
     *
     * @param distances squared Euclidean distances between the rows and the {@link #anchors}, not
     *     modified
     * @param round what else may affect the result, not modified
     */
    Weights mix(Distances distances, RoundContext round);

    /**
     * The smallest number of rows from which this mixing makes at least {@code outputs} mixed rows.
     */
    int inputsFor(int outputs);

    /** The anchors whose distances this mixing needs. */
    default Set<Anchor> anchors() {
        return Set.of();
    }

    /**
     * Whether the distances are to be between the sums of all that each worker sent, {@link
     * RoundContext#history} and this round, and not between this round's rows. Such a mixing must
     * be the first of a chain; its weights apply to the rows as usual.
     */
    default boolean needsHistory() {
        return false;
    }

    /**
     * Whether a parameter refers to rows by index, so that it would refer to other rows if one were
     * missing.
     */
    default boolean namesRows() {
        return false;
    }

    /**
     * Checks a parameter that depends on the number of rows, beyond {@link #inputsFor}. Rows that
     * turn out not to be finite are included.
     *
     * @param expected rows that are present or may still turn out to be missing
     * @throws IllegalArgumentException if the parameter does not fit that number of rows
     */
    default void requireRows(int expected) {}

    /** The condition on n and f as error messages print it, e.g. {@code n >= 2f+3}. */
    default String condition() {
        return "n >= " + inputsFor(1);
    }
}
