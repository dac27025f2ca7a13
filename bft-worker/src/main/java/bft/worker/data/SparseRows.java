package bft.worker.data;

import bft.spec.BadArgument;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows whose features are mostly 0.
 *
 * @param indices of the features of each row that are not 0, ascending
 * @param values all of them, row after row; at least one
 */
record SparseRows(Path file, List<String> labels, List<int[]> indices, float[] values) {

    /** The smallest index of all rows. */
    int first() {
        int first = Integer.MAX_VALUE;
        for (int[] row : indices) {
            first = row.length == 0 ? first : Math.min(first, row[0]);
        }
        return first;
    }

    /** The largest index of all rows. */
    int last() {
        int last = 0;
        for (int[] row : indices) {
            last = row.length == 0 ? last : Math.max(last, row[row.length - 1]);
        }
        return last;
    }

    /**
     * All features of all rows.
     *
     * @param from the index of the first feature, at most the smallest
     * @param to the index of the last, at least the largest
     * @throws IllegalArgumentException if they are too many for memory
     */
    Table dense(int from, int to) {
        int width = to - from + 1;
        long total = (long) labels.size() * width;
        BadArgument.when(total > DataFile.MAX_FEATURES)
                .because(
                        "%s: %s rows of width %s have %s features, limit %s",
                        file, labels.size(), width, total, DataFile.MAX_FEATURES);
        float[] dense = new float[(int) total];
        int next = 0;
        for (int row = 0; row < indices.size(); row++) {
            for (int index : indices.get(row)) {
                dense[row * width + index - from] = values[next++];
            }
        }
        return new Table(file, dense, labels, width);
    }
}
