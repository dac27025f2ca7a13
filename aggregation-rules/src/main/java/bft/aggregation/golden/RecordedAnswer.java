package bft.aggregation.golden;

import bft.spec.Text;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of another implementation, and the tolerance for float32 rows: {@code atol32 + 1e-5
 * |expected|} in each coordinate.
 *
 * @param rows the recorded rows; none if the input must be refused
 * @param tolerance absolute, at least 0
 */
public record RecordedAnswer(List<List<Double>> rows, double tolerance) {
    private static final double RELATIVE = 1e-5;

    public RecordedAnswer {
        rows = rows.stream().map(List::copyOf).toList();
    }

    /**
     * The answer of a recorded case.
     *
     * @param fields the fields of the case as read from JSON; not modified
     */
    public static RecordedAnswer of(Map<String, ?> fields) {
        double tolerance = fields.get("atol32") instanceof Number number ? number.doubleValue() : 0;
        if (fields.containsKey("error") || !(fields.get("output") instanceof List<?> output)) {
            return new RecordedAnswer(List.of(), tolerance);
        }
        boolean several = !output.isEmpty() && output.get(0) instanceof Collection<?>;
        List<?> rows = several ? output : List.of(output);
        return new RecordedAnswer(rows.stream().map(RecordedAnswer::numbers).toList(), tolerance);
    }

    /** Whether the input must be refused. */
    public boolean isRefusal() {
        return rows.isEmpty();
    }

    /**
     * How our answer differs.
     *
     * @param answer our rows, not modified
     * @return a description of the first difference, or empty if there is none
     */
    public Optional<String> difference(float[][] answer) {
        if (isRefusal()) {
            return Optional.of("should be refused");
        }
        if (answer.length != rows.size()) {
            return Optional.of(answer.length + " rows, expected " + rows.size());
        }
        for (int i = 0; i < answer.length; i++) {
            Optional<String> problem = difference(answer[i], rows.get(i));
            if (problem.isPresent()) {
                return Optional.of("row " + i + ", " + problem.get());
            }
        }
        return Optional.empty();
    }

    private Optional<String> difference(float[] row, List<Double> expected) {
        if (row.length != expected.size()) {
            return Optional.of(row.length + " coordinates, expected " + expected.size());
        }
        for (int k = 0; k < row.length; k++) {
            double value = expected.get(k);
            boolean same = Double.compare(row[k], value) == 0;
            double allowed = tolerance + RELATIVE * Math.abs(value);
            if (!same && !(Math.abs(row[k] - value) <= allowed)) {
                return Optional.of(Text.of("coordinate %s is %s, expected %s", k, row[k], value));
            }
        }
        return Optional.empty();
    }

    private static List<Double> numbers(Object row) {
        return ((Collection<?>) row)
                .stream()
                        .map(
                                x ->
                                        x instanceof Number n
                                                ? n.doubleValue()
                                                : Double.parseDouble("" + x))
                        .toList();
    }
}
