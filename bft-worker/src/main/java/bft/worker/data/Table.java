package bft.worker.data;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Rows as a text file has them: features, and labels that are still words.
 *
 * @param features row-major, {@code labels.size() * width} values
 * @param labels numbers in one spelling each ({@code +1}, {@code 1} and {@code 1.0} are the same),
 *     or words
 */
record Table(float[] features, List<String> labels, int width) {
    private static final int MAX_CLASSES = 1000;

    /** Numbers by value, before words by alphabet. */
    private static final Comparator<String> ORDER =
            Comparator.comparing((String label) -> number(label))
                    .thenComparing(Comparator.naturalOrder());

    /** One spelling for each number; a word stays itself. */
    static String label(String text) {
        double number = number(text);
        if (number == Double.POSITIVE_INFINITY) {
            return text;
        }
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /**
     * The labels that there are, in order; class k is the k-th of them.
     *
     * @throws IllegalArgumentException if there are fewer than 2 or more than 1,000
     */
    List<String> classes() {
        var classes = new TreeSet<>(ORDER);
        classes.addAll(labels);
        if (classes.size() < 2 || classes.size() > MAX_CLASSES) {
            throw new IllegalArgumentException(
                    "a data set needs 2 to %d classes, got %d"
                            .formatted(MAX_CLASSES, classes.size()));
        }
        return List.copyOf(classes);
    }

    /**
     * The rows with numbered classes.
     *
     * @throws IllegalArgumentException if a label is not among the classes
     */
    Dataset dataset(List<String> classes) {
        int[] numbered = new int[labels.size()];
        for (int i = 0; i < numbered.length; i++) {
            numbered[i] = classes.indexOf(labels.get(i));
            if (numbered[i] < 0) {
                throw new IllegalArgumentException(
                        "label '%s' of row %d is not one of the training labels %s"
                                .formatted(labels.get(i), i, classes));
            }
        }
        return new Dataset(features, numbered, width, classes.size());
    }

    private static double number(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? number : Double.POSITIVE_INFINITY;
        } catch (NumberFormatException e) {
            return Double.POSITIVE_INFINITY;
        }
    }
}
