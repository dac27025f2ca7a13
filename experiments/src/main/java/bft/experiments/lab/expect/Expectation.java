package bft.experiments.lab.expect;

import bft.experiments.lab.expect.Expression.Selector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An inequality over the results of an experiment. */
public final class Expectation {
    private final String text;
    private final Expression left;
    private final String relation;
    private final Expression right;
    private final String over;
    private final List<Map<String, String>> combinations;

    /** Looks measures up. */
    @FunctionalInterface
    public interface MeasureLookup {
        /** The measure at the point with these labels, for this seed; NaN if it was not taken. */
        double measured(Map<String, String> labels, String measure, long seed);
    }

    Expectation(
            String text,
            Expression left,
            String relation,
            Expression right,
            String over,
            Space space) {
        this.text = text;
        this.left = left;
        this.relation = relation;
        this.right = right;
        this.over = over;
        List<Selector> selectors = Stream.of(left, right).flatMap(Expression::selectors).toList();
        this.combinations =
                space.combinations(
                        space.axes().keySet().stream()
                                .filter(axis -> selectors.stream().anyMatch(s -> isOpen(s, axis)))
                                .toList());
    }

    private static boolean isOpen(Selector selector, String axis) {
        return !selector.fixed().containsKey(axis);
    }

    /**
     * Reads an expectation.
     *
     * @throws IllegalArgumentException with the position and what was expected there
     */
    public static Expectation of(String text, Space space) {
        return new Parser(text, space).expectation();
    }

    /**
     * Whether it holds; if it is for all values of an axis, the figures are those with the smallest
     * margin.
     */
    public ExpectationVerdict judge(List<Long> seeds, MeasureLookup figures) {
        ExpectationVerdict worst = null;
        for (Map<String, String> combination : combinations) {
            ExpectationVerdict verdict = judge(combination, seeds, figures);
            boolean worse = worst == null || !(verdict.margin() >= worst.margin());
            worst = worse && (worst == null || !Double.isNaN(worst.margin())) ? verdict : worst;
        }
        return worst;
    }

    private ExpectationVerdict judge(
            Map<String, String> combination, List<Long> seeds, MeasureLookup figures) {
        double[] values = new double[seeds.size()];
        double[] bounds = new double[seeds.size()];
        double[] margins = new double[seeds.size()];
        boolean upward = relation.startsWith(">");
        for (int i = 0; i < margins.length; i++) {
            long seed = seeds.get(i);
            values[i] = left.value(s -> figures.measured(at(s, combination), s.measure(), seed));
            bounds[i] = right.value(s -> figures.measured(at(s, combination), s.measure(), seed));
            margins[i] = upward ? values[i] - bounds[i] : bounds[i] - values[i];
        }
        double margin = combined(margins);
        boolean holds = relation.endsWith("=") ? margin >= 0 : margin > 0;
        return new ExpectationVerdict(
                text, holds, median(values), median(bounds), margin, over, combination);
    }

    private static Map<String, String> at(Selector selector, Map<String, String> combination) {
        Map<String, String> labels = new LinkedHashMap<>(combination);
        labels.putAll(selector.fixed());
        return labels;
    }

    private double combined(double[] margins) {
        return switch (over) {
            case "mean" -> Arrays.stream(margins).average().orElse(Double.NaN);
            case "min" -> Arrays.stream(margins).min().orElse(Double.NaN);
            case "max" -> Arrays.stream(margins).max().orElse(Double.NaN);
            default -> median(margins);
        };
    }

    /** The middle value, or the mean of both middle ones; NaN if any value is. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        if (n == 0 || Double.isNaN(sorted[n - 1])) {
            return Double.NaN;
        }
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    @Override
    public String toString() {
        return text;
    }
}
