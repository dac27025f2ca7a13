package bft.aggregation.admission.buffer;

import bft.aggregation.AggregationRule;
import java.util.List;

/**
 * Gradients that make one step: {@code scale} times the rule over the rows.
 *
 * @param rows dampened gradients, or means of some; not to be modified
 * @param senders the worker of each row, {@link #SHARED} if several workers contributed to it
 * @param rule admissible for that many rows
 * @param scale 1, or the number of rows where a step is their sum
 */
public record Bundle(float[][] rows, List<Integer> senders, AggregationRule rule, double scale) {
    /** Sender of a row to which several workers may have contributed. */
    public static final int SHARED = -1;

    public Bundle {
        senders = List.copyOf(senders);
    }
}
