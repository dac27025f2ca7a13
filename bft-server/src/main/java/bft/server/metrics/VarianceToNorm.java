package bft.server.metrics;

import bft.aggregation.AggregationRule;
import bft.aggregation.rules.VarianceBound;
import bft.aggregation.state.Snapshot;
import bft.spec.Text;
import java.util.Comparator;
import java.util.List;

/**
 * How much the honest gradients of a step differ, compared with their mean: an estimate of {@code
 * sqrt(E|G - g|²) / |g|}, and up to which ratio the rule's proof holds.
 *
 * <p>The estimate is made of the rows that the rule trusts: those with a weight, and of these the n
 * - f nearest to the aggregate, because at most so many are known to be honest. With their weights
 * w, scaled to the sum 1, and their distances to the aggregate F, {@code V = sum w |x - F|² / (1 -
 * sum w²)} and {@code |g|² = |F|² - V sum w²}, which is unbiased if F is the weighted mean of
 * honest rows. If the aggregate is one row, its n - f - 1 nearest are used, whose squared distances
 * to it are 2V on average. Attackers who send gradients near the honest ones make the estimate
 * smaller. Costs O(n log n), without the gradients.
 *
 * @param ratio the estimate; infinite if the norm of the mean is lost in the noise, NaN if there
 *     are too few rows
 * @param bound NaN if none is published for the rule
 * @param source what the bound follows from; empty if there is none
 */
public record VarianceToNorm(double ratio, double bound, String source) {
    /** For a step without an estimate. */
    public static final VarianceToNorm UNKNOWN = new VarianceToNorm(Double.NaN, Double.NaN, "");

    private static final String KIND = "variance-to-norm";
    private static final int FEWEST = 3;

    /**
     * The estimate for one step.
     *
     * @param rows number of rows
     * @param norm of the aggregate
     */
    public static VarianceToNorm of(
            List<GradientReport> reports, AggregationRule rule, int rows, double norm) {
        List<GradientReport> finite =
                reports.stream()
                        .filter(report -> Double.isFinite(report.distance()))
                        .sorted(Comparator.comparingDouble(GradientReport::distance))
                        .toList();
        List<GradientReport> trusted = finite.stream().filter(row -> row.weight() > 0).toList();
        int honest = rows - rule.f();
        double ratio =
                trusted.size() == 1
                        ? ofOneRow(first(finite, honest), norm)
                        : ofMean(first(trusted, honest), norm);
        return VarianceBound.of(rule, rows)
                .map(bound -> new VarianceToNorm(ratio, bound.ratio(), bound.source()))
                .orElseGet(() -> new VarianceToNorm(ratio, Double.NaN, ""));
    }

    private static List<GradientReport> first(List<GradientReport> all, int most) {
        return all.subList(0, Math.max(0, Math.min(most, all.size())));
    }

    private static double ofOneRow(List<GradientReport> nearest, double norm) {
        if (nearest.size() < FEWEST) {
            return Double.NaN;
        }
        double squares = nearest.stream().mapToDouble(VarianceToNorm::squared).sum();
        double variance = squares / (2 * (nearest.size() - 1));
        return ratio(variance, norm * norm - variance);
    }

    private static double ofMean(List<GradientReport> trusted, double norm) {
        if (trusted.size() < FEWEST) {
            return Double.NaN;
        }
        double sum = trusted.stream().mapToDouble(GradientReport::weight).sum();
        double squares = 0;
        double weights = 0;
        for (GradientReport row : trusted) {
            double w = row.weight() / sum;
            squares += w * squared(row);
            weights += w * w;
        }
        double variance = squares / (1 - weights);
        return ratio(variance, norm * norm - variance * weights);
    }

    private static double squared(GradientReport row) {
        return row.distance() * row.distance();
    }

    private static double ratio(double variance, double squaredNorm) {
        if (variance == 0) {
            return 0;
        }
        return squaredNorm > 0 ? Math.sqrt(variance / squaredNorm) : Double.POSITIVE_INFINITY;
    }

    /** This as a snapshot. */
    public Snapshot snapshot() {
        return Snapshot.of(KIND)
                .with("ratio", ratio)
                .with("bound", bound)
                .with("source", source)
                .build();
    }

    /** The estimate in a snapshot. */
    public static VarianceToNorm of(Snapshot snapshot) {
        snapshot.expecting(KIND);
        return new VarianceToNorm(
                snapshot.real("ratio"), snapshot.real("bound"), snapshot.text("source"));
    }

    @Override
    public String toString() {
        if (Double.isNaN(ratio)) {
            return "not estimated";
        }
        if (Double.isNaN(bound)) {
            return Text.of("%.3g, no bound published for this rule", ratio);
        }
        return Text.of(
                "%.3g, %s the bound %.3g (%s)",
                ratio, ratio <= bound ? "within" : "above", bound, source);
    }
}
