package bft.worker.spark;

import bft.worker.data.Dataset;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Reads rows of features and label.
 *
 * @param width features in a row
 * @param classes labels are 0..classes - 1
 */
record Rows(int width, int classes) implements Serializable {
    /**
     * The rows of a partition.
     *
     * @param rows a vector and a number each
     * @throws IllegalArgumentException with the first value that does not fit
     */
    Dataset read(Iterator<Row> rows) {
        List<float[]> features = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        rows.forEachRemaining(
                row -> {
                    features.add(features(row.getAs(0)));
                    labels.add(label(row.get(1)));
                });
        if (features.isEmpty()) {
            throw new IllegalArgumentException(
                    "a partition has no rows: use fewer workers, or more data");
        }
        var flat = new float[Math.multiplyExact(features.size(), width)];
        for (int i = 0; i < features.size(); i++) {
            System.arraycopy(features.get(i), 0, flat, i * width, width);
        }
        return new Dataset(
                flat, labels.stream().mapToInt(Integer::intValue).toArray(), width, classes);
    }

    /** The one row with these features, of whatever class. */
    Dataset one(Vector features) {
        return new Dataset(features(features), new int[1], width, classes);
    }

    private float[] features(Vector vector) {
        if (vector.size() != width) {
            throw new IllegalArgumentException(
                    "rows need %s features, as the first has, got %s"
                            .formatted(width, vector.size()));
        }
        double[] values = vector.toArray();
        var floats = new float[width];
        for (int k = 0; k < width; k++) {
            floats[k] = (float) values[k];
        }
        return floats;
    }

    private int label(Object value) {
        double label = value instanceof Number number ? number.doubleValue() : Double.NaN;
        if (label != Math.rint(label) || label < 0 || label >= classes) {
            throw new IllegalArgumentException(
                    "a label needs to be a whole number in 0..%s, got %s"
                            .formatted(classes - 1, value));
        }
        return (int) label;
    }
}
