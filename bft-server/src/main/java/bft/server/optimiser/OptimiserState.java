package bft.server.optimiser;

import bft.aggregation.state.Snapshot;
import bft.spec.BadArgument;

/**
 * The memory of an optimiser between two steps; a checkpoint needs nothing else to continue.
 *
 * @param step finished steps
 * @param slots arrays of d values each, never modified: none for plain gradient descent, one for
 *     momentum
 */
public record OptimiserState(long step, float[][] slots) {
    private static final String KIND = "optimiser";

    OptimiserState next(float[]... after) {
        return new OptimiserState(step + 1, after);
    }

    /** This state as a snapshot, which shares the slots. */
    public Snapshot snapshot() {
        return Snapshot.of(KIND).with("step", step).with("slots", slots).build();
    }

    /**
     * The state in a snapshot.
     *
     * @param optimiser to which the state must belong
     * @param dimension d
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public static OptimiserState of(Snapshot snapshot, Optimiser optimiser, int dimension) {
        snapshot.expecting(KIND);
        float[][] slots = snapshot.vectors("slots", optimiser.slots(dimension), dimension);
        for (int k = 0; k < slots.length; k++) {
            BadArgument.when(slots[k].length == 0)
                    .because("%s.slots[%s] is empty, need %s coordinates", KIND, k, dimension);
        }
        return new OptimiserState(snapshot.whole("step", 0, Long.MAX_VALUE), slots);
    }
}
