package bft.worker.data;

import bft.spec.BadArgument;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Rows of a text file: features, and labels that are still text.
 *
 * @param file where they come from, for error messages
 * @param features row-major, {@code labels.size() * width} values
 * @param labels numbers in one spelling each ({@code +1}, {@code 1} and {@code 1.0} are the same),
 *     or words
 */
record Table(Path file, float[] features, List<String> labels, int width) {
    private static final int MAX_CLASSES = 1000;
    private static final double MAX_WHOLE = 1e15;
    private static final int SHOWN = 10;

    /** Numbers by value, before words by alphabet. */
    private static final Comparator<String> ORDER =
            Comparator.comparing((String label) -> Numbers.twofold(label))
                    .thenComparing(Comparator.naturalOrder());

    /** A canonical spelling for each number; a word is kept. */
    static String label(String text) {
        double number = Numbers.twofold(text);
        if (Double.isNaN(number) || Math.abs(number) >= MAX_WHOLE) {
            return text;
        }
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /**
     * The distinct labels, in order; class k is the k-th of them.
     *
     * @throws IllegalArgumentException if there are fewer than 2 or more than 1,000
     */
    List<String> classes() {
        var classes = new TreeSet<>(ORDER);
        classes.addAll(labels);
        BadArgument.when(classes.size() < 2 || classes.size() > MAX_CLASSES)
                .because(
                        "%s: a data set needs 2 to %s classes, got %s in %s rows; is another column the label?",
                        file, MAX_CLASSES, classes.size(), labels.size());
        return List.copyOf(classes);
    }

    /**
     * The rows with numbered classes.
     *
     * @throws IllegalArgumentException if a label is not among the classes
     */
    Dataset dataset(List<String> classes) {
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(label -> numbers.put(label, numbers.size()));
        int[] numbered = new int[labels.size()];
        for (int i = 0; i < numbered.length; i++) {
            Integer number = numbers.get(labels.get(i));
            if (number == null) {
                throw DataFile.malformed(
                        file,
                        "row " + (i + 1),
                        "label '%s' is not one of the training labels %s"
                                .formatted(labels.get(i), shown(classes)));
            }
            numbered[i] = number;
        }
        return new Dataset(features, numbered, width, classes.size());
    }

    /** A few of the classes. */
    static String shown(List<String> classes) {
        List<String> first = classes.subList(0, Math.min(SHOWN, classes.size()));
        return classes.size() > SHOWN ? first + " and more" : first.toString();
    }
}
