package bft.aggregation.admission.bundle;

import bft.aggregation.admission.Recallable;
import bft.aggregation.admission.Recollection;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A fixed number of places, each the running mean of the vectors put there. */
final class Slots implements Recallable {
    private static final float[] EMPTY = {};

    private final String kind;
    private final long[] counts;
    private final float[][] means;

    Slots(String kind, int size) {
        this.kind = kind;
        counts = new long[size];
        means = new float[size][];
        Arrays.fill(means, EMPTY);
    }

    /** The slot becomes {@code (N h + weight g) / (N + 1)}. */
    void add(int slot, float[] gradient, double weight) {
        if (counts[slot] == 0) {
            means[slot] = new float[gradient.length];
        }
        float[] mean = means[slot];
        double kept = counts[slot] / (counts[slot] + 1.0);
        double added = weight / (counts[slot] + 1.0);
        for (int k = 0; k < mean.length; k++) {
            mean[k] = (float) (kept * mean[k] + added * gradient[k]);
        }
        counts[slot]++;
    }

    /** The slot holds this one alone. */
    void put(int slot, float[] gradient, double weight) {
        counts[slot] = 0;
        add(slot, gradient, weight);
    }

    boolean isFilled(int slot) {
        return counts[slot] > 0;
    }

    List<Integer> filled() {
        return IntStream.range(0, counts.length).filter(this::isFilled).boxed().toList();
    }

    /** The mean of a filled slot, which is the taker's once {@link #clear} is called. */
    float[] get(int slot) {
        return means[slot];
    }

    void clear() {
        Arrays.fill(counts, 0);
        Arrays.fill(means, EMPTY);
    }

    @Override
    public Recollection recollection() {
        float[][] vectors = Arrays.stream(means).map(float[]::clone).toArray(float[][]::new);
        return new Recollection(kind, counts.clone(), new double[0], vectors);
    }

    @Override
    public void recall(Recollection recollection, int dimension) {
        recollection.expecting(kind, counts.length, 0, counts.length, 0);
        recollection.expectingVectorsOf(dimension);
        for (int slot = 0; slot < counts.length; slot++) {
            long count = recollection.counts()[slot];
            if (count < 0 || (count == 0) != (recollection.vectors()[slot].length == 0)) {
                throw new IllegalArgumentException(
                        kind + ": slot " + slot + " holds the mean of " + count);
            }
        }
        System.arraycopy(recollection.counts(), 0, counts, 0, counts.length);
        Arrays.setAll(means, slot -> recollection.vectors()[slot].clone());
    }

    @Override
    public String toString() {
        return kind + Arrays.toString(counts);
    }
}
