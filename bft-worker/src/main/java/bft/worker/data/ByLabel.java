package bft.worker.data;

import java.util.Arrays;

/** Rows sorted by their labels. */
final class ByLabel {
    private ByLabel() {}

    /** The given rows class by class, within each class in the order given. */
    static int[] sorted(int[] rows, int[] labels) {
        return Arrays.stream(classes(rows, labels)).flatMapToInt(Arrays::stream).toArray();
    }

    /** The given rows of each class that has any, in the order given. */
    static int[][] classes(int[] rows, int[] labels) {
        int most = Arrays.stream(rows).map(row -> labels[row]).max().orElse(-1);
        int[] counts = new int[most + 1];
        for (int row : rows) {
            counts[labels[row]]++;
        }
        int[][] classes = new int[counts.length][];
        Arrays.setAll(classes, label -> new int[counts[label]]);
        int[] filled = new int[counts.length];
        for (int row : rows) {
            int label = labels[row];
            classes[label][filled[label]++] = row;
        }
        return Arrays.stream(classes).filter(some -> some.length > 0).toArray(int[][]::new);
    }
}
