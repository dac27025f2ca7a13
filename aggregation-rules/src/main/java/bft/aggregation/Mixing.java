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
     * @param round what else may sway the result, not modified
     */
    Weights mix(Distances distances, RoundContext round);

    /** The least number of rows this mixing needs to give {@code outputs} mixed rows or more. */
    int inputsFor(int outputs);

    /** The anchors whose distances this mixing asks for. */
    default Set<Anchor> anchors() {
        return Set.of();
    }

    /**
     * Whether the distances are to be between the sums of all that each worker sent, {@link
     * RoundContext#history} and this round, and not between this round's rows. Such a mixing must
     * be the first of a chain; its weights apply to the rows as ever.
     */
    default boolean needsHistory() {
        return false;
    }

    /**
     * Whether a parameter names rows by their number, so that a row that is missing would make it
     * mean others.
     */
    default boolean namesRows() {
        return false;
    }

    /**
     * Checks what a parameter says of the number of rows, beyond {@link #inputsFor}: rows that turn
     * out not to be finite are among them.
     *
     * @param expected rows that are there or may still turn out to be missing
     * @throws IllegalArgumentException if the parameter does not fit so many rows
     */
    default void requireRows(int expected) {}

    /** The condition on n and f in the words of an error message, e.g. {@code n >= 2f+3}. */
    default String condition() {
        return "n >= " + inputsFor(1);
    }

    /** The same mixing for another number of Byzantine rows. */
    default Mixing withFaulty(int f) {
        return this;
    }
}
