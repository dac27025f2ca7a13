package bft.aggregation.admission.buffer;

import bft.aggregation.state.OwnedVector;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A fixed number of slots, the memory of every aggregation buffer. Each slot holds the running mean
 * of the vectors added to it, or the latest vector put into it, and their number.
 */
final class Slots implements Snapshotable {
    private final String kind;
    private final long[] counts;
    private final OwnedVector[] rows;

    Slots(String kind, int size) {
        this.kind = kind;
        counts = new long[size];
        rows = new OwnedVector[size];
        Arrays.setAll(rows, slot -> new OwnedVector());
    }

    /** The slot becomes {@code (N h + weight g) / (N + 1)}, N the number of those before. */
    void add(int slot, float[] gradient, double weight) {
        double count = counts[slot];
        double added = weight / (count + 1);
        if (count == 0) {
            scale(gradient, added, rows[slot].next(gradient.length));
        } else {
            float[] before = rows[slot].values();
            mix(count / (count + 1), before, added, gradient, rows[slot].next(gradient.length));
        }
        counts[slot]++;
    }

    /** The slot holds only {@code weight g}. */
    void put(int slot, float[] gradient, double weight) {
        scale(gradient, weight, rows[slot].next(gradient.length));
        counts[slot]++;
    }

    private static void scale(float[] gradient, double weight, float[] out) {
        for (int k = 0; k < out.length; k++) {
            // The sum makes +0 of -0, as a mean with zeros does.
            out[k] = (float) (0.0 + weight * gradient[k]);
        }
    }

    /** May write where it reads. */
    private static void mix(
            double kept, float[] before, double added, float[] gradient, float[] out) {
        for (int k = 0; k < out.length; k++) {
            out[k] = (float) (kept * before[k] + added * gradient[k]);
        }
    }

    /** Number of vectors added or put since the slot was cleared. */
    long count(int slot) {
        return counts[slot];
    }

    boolean isFilled(int slot) {
        return counts[slot] > 0;
    }

    List<Integer> filled() {
        return IntStream.range(0, counts.length).filter(this::isFilled).boxed().toList();
    }

    /** The vector of the slot, for a caller that keeps it: this array is not modified again. */
    float[] share(int slot) {
        return rows[slot].share();
    }

    float[][] share(List<Integer> slots) {
        return slots.stream().map(this::share).toArray(float[][]::new);
    }

    void clear() {
        Arrays.fill(counts, 0);
        for (OwnedVector row : rows) {
            row.clear();
        }
    }

    @Override
    public Snapshot snapshot() {
        float[][] vectors = Arrays.stream(rows).map(OwnedVector::share).toArray(float[][]::new);
        return Snapshot.of(kind).with("counts", counts).with("rows", vectors).build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        long[] saved = counts(snapshot);
        float[][] vectors = snapshot.vectors("rows", rows.length, dimension);
        for (int slot = 0; slot < saved.length; slot++) {
            BadArgument.when((saved[slot] == 0) != (vectors[slot].length == 0))
                    .because(
                            "%s.rows[%s] has %s coordinates, counts[%s] is %s",
                            kind, slot, vectors[slot].length, slot, saved[slot]);
        }
        return () -> {
            System.arraycopy(saved, 0, counts, 0, saved.length);
            for (int slot = 0; slot < rows.length; slot++) {
                rows[slot].set(vectors[slot]);
            }
        };
    }

    /** The counts in a snapshot of such slots. */
    long[] counts(Snapshot snapshot) {
        return snapshot.expecting(kind)
                .holding("counts", "rows")
                .wholes("counts", counts.length, 0, Long.MAX_VALUE);
    }
}
