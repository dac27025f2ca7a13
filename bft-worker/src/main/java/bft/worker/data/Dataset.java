package bft.worker.data;

import bft.aggregation.kernels.Finite;
import bft.spec.Text;

/**
 * Labelled rows of features.
 *
 * @param features row-major, {@code count() * width} finite values; shared, not to be modified
 * @param labels one label in {@code 0..classes-1} for each row; shared, not to be modified
 * @param width features in a row, at least 1
 * @param classes number of classes, at least 2
 */
public record Dataset(float[] features, int[] labels, int width, int classes) {

    /**
     * @throws IllegalArgumentException if the sizes do not fit together, a feature is not finite or
     *     a label is out of range
     */
    public Dataset {
        require(width >= 1, "width must be at least 1, got " + width);
        require(classes >= 2, "classes must be at least 2, got " + classes);
        require(
                features.length == (long) labels.length * width,
                Text.of(
                        "%s rows of width %s need %s features, got %s",
                        labels.length, width, (long) labels.length * width, features.length));
        requireFinite(features, width);
        requireInRange(labels, classes);
    }

    /** Number of rows. */
    public int count() {
        return labels.length;
    }

    /** A data set of its own memory that holds the given rows, in the given order. */
    public Dataset select(int[] rows) {
        var chosen = new float[Math.multiplyExact(rows.length, width)];
        var chosenLabels = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(features, rows[i] * width, chosen, i * width, width);
            chosenLabels[i] = labels[rows[i]];
        }
        return new Dataset(chosen, chosenLabels, width, classes);
    }

    private static void requireFinite(float[] features, int width) {
        int i = Finite.firstNonFinite(features, 0, features.length);
        if (i >= 0) {
            throw new IllegalArgumentException(
                    "row %s, feature %s must be finite, got %s"
                            .formatted(i / width, i % width, features[i]));
        }
    }

    private static void requireInRange(int[] labels, int classes) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "label of row %s must be in 0..%s, got %s"
                                .formatted(i, classes - 1, labels[i]));
            }
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
