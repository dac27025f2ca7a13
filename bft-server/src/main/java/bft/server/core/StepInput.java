package bft.server.core;

import bft.aggregation.admission.buffer.Bundle;
import bft.aggregation.rules.Rules;
import bft.aggregation.state.Snapshot;
import java.util.Arrays;
import java.util.List;

/**
 * The gradients of a step.
 *
 * @param bundle rows, senders and rule
 * @param origins where each row comes from
 * @param isUndampened whether the rows are yet to be multiplied by their dampening
 */
record StepInput(Bundle bundle, List<Origin> origins, boolean isUndampened) {
    private static final String KIND = "batch";

    StepInput {
        origins = List.copyOf(origins);
    }

    /**
     * Where a row comes from.
     *
     * @param worker its sender; {@link Bundle#SHARED} if it combines several workers' gradients
     * @param staleness versions between the newest gradient in it and the model at its arrival
     * @param dampening weight of that gradient before the rule
     */
    record Origin(int worker, long staleness, double dampening) {}

    /** The rows as the rule takes them; those that are not dampened are not copied. */
    float[][] rows() {
        float[][] rows = bundle.rows().clone();
        for (int i = 0; i < rows.length && isUndampened; i++) {
            double weight = origins.get(i).dampening();
            rows[i] = weight == 1 ? rows[i] : times(weight, rows[i]);
        }
        return rows;
    }

    private static float[] times(double weight, float[] row) {
        var product = new float[row.length];
        for (int k = 0; k < row.length; k++) {
            product[k] = (float) (weight * row[k]);
        }
        return product;
    }

    /** This input as a snapshot, which shares the rows. */
    Snapshot snapshot() {
        return Snapshot.of(KIND)
                .with("rows", bundle.rows())
                .with("senders", longs(bundle.senders()))
                .with("rule", bundle.rule().name())
                .with("f", (long) bundle.rule().f())
                .with("scale", bundle.scale())
                .with("workers", origins.stream().mapToLong(Origin::worker).toArray())
                .with("staleness", origins.stream().mapToLong(Origin::staleness).toArray())
                .with("dampening", origins.stream().mapToDouble(Origin::dampening).toArray())
                .with("undampened", isUndampened ? 1L : 0L)
                .build();
    }

    /**
     * The input in a snapshot.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    static StepInput of(Snapshot snapshot, int n, int dimension) {
        int rows = snapshot.expecting(KIND).size("workers");
        long[] workers = snapshot.wholes("workers", rows);
        long[] staleness = snapshot.wholes("staleness", rows);
        double[] dampening = snapshot.reals("dampening", rows);
        var origins = new Origin[rows];
        Arrays.setAll(origins, i -> new Origin((int) workers[i], staleness[i], dampening[i]));
        var bundle =
                new Bundle(
                        snapshot.rows("rows", rows, dimension),
                        Arrays.stream(snapshot.wholes("senders", rows))
                                .mapToObj(w -> (int) w)
                                .toList(),
                        Rules.of(snapshot.text("rule"), (int) snapshot.whole("f")),
                        snapshot.real("scale"));
        return new StepInput(bundle, List.of(origins), snapshot.whole("undampened") == 1);
    }

    private static long[] longs(List<Integer> values) {
        return values.stream().mapToLong(Integer::longValue).toArray();
    }
}
