package bft.server.core;

import bft.aggregation.admission.bundle.Bundle;
import java.util.List;

/**
 * Gradients that make a step.
 *
 * @param origins where each row comes from
 */
record Batch(Bundle bundle, List<Origin> origins) {
    Batch {
        origins = List.copyOf(origins);
    }

    /**
     * Where a row comes from.
     *
     * @param worker whose it is; {@link Bundle#SHARED} if several workers'
     * @param staleness versions between the newest gradient in it and the model at its arrival
     * @param dampening what that gradient counted before the rule
     */
    record Origin(int worker, long staleness, double dampening) {}
}
