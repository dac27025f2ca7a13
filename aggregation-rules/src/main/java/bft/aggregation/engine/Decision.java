package bft.aggregation.engine;

import bft.aggregation.AggregationRule;
import bft.aggregation.Distances;
import bft.aggregation.Mixing;
import bft.aggregation.RoundContext;
import bft.aggregation.RowMixing;
import bft.aggregation.Weights;
import java.util.Arrays;
import java.util.Optional;

/**
 * How much each row counts. It follows from distances and flags only, so all processes with the
 * same {@link Measured} make the same decision, and each applies it to the coordinates it holds.
 *
 * @param rule the rule, configured for the rows that count
 * @param rows number of rows n that were measured
 * @param kept indices of the rows that are used; the others are not finite
 * @param weights of the rows kept and of the anchors, in each of the mixed rows that the rule's
 *     reducer reduces
 * @param applied the same weights for the second pass, or for a mean the weights of the mean only:
 *     chosen so that identical rows give exactly that row
 * @param squared squared distance of each row kept to the result, or none if it is not known before
 *     the rows are reduced
 * @param checked whether the rows kept are known to be finite, or need not be
 */
public record Decision(
        AggregationRule rule,
        int rows,
        int[] kept,
        Weights weights,
        Weights applied,
        double[] squared,
        boolean checked) {
    /** A remark on the whole result, e.g. that a search ended at its bound. */
    public Optional<String> note() {
        return Optional.of(weights.note()).filter(note -> !note.isEmpty());
    }

    /**
     * Decides from all distances.
     *
     * @throws IllegalArgumentException as {@link Aggregator#decide}
     */
    static Decision of(AggregationRule rule, Measured measured, long d, RoundContext round) {
        measured.requireAll(d);
        if (measured.points().length == 0) {
            rule.requireShardable();
        }
        boolean checked = measured.shape().checked() || rule.reducer().takesNonFinite();
        boolean[] counts = measured.finite();
        if (rule.reducer().takesNonFinite()) {
            Arrays.fill(counts, true);
        }
        int[] kept = RowArrays.indices(counts);
        if (rule.mixings().isEmpty()) {
            Decision each = byCoordinates(rule, measured.rows(), kept, checked);
            return measured.shape().equal() ? each.ofEqualRows() : each;
        }
        AggregationRule fitted = rule.forInputs(kept.length, counts.length - kept.length);
        Distances all = measured.total(d);
        Distances distances = kept.length == counts.length ? all : all.among(kept);
        boolean direct = fitted.mixings().get(0) instanceof RowMixing;
        float[][] rows = direct ? RowArrays.among(measured.points(), kept) : new float[0][];
        Weights weights = weights(fitted, rows, distances, round);
        Weights applied = fitted.reducer().isMean() ? weights.mean() : weights;
        if (fitted.needsHistory()) {
            return new Decision(
                    fitted, counts.length, kept, weights, applied, new double[0], checked);
        }
        boolean known = fitted.reducer().isMean();
        double[] squared = known ? distances.squaredTo(applied.row(0)) : new double[0];
        Weights simple = applied.withoutDuplicates(distances);
        return new Decision(fitted, counts.length, kept, weights, simple, squared, checked);
    }

    /** The same decision of a coordinate-wise rule, once it is known which rows are finite. */
    Decision among(boolean[] finite) {
        int[] left = Arrays.stream(kept).filter(i -> finite[i]).toArray();
        return byCoordinates(rule, rows, left, true);
    }

    /**
     * The same decision for the mean of identical rows: the first row, so that nothing is rounded.
     */
    private Decision ofEqualRows() {
        Weights first = weights.only(0);
        return new Decision(rule, rows, kept, weights, first, squared, checked);
    }

    /** Each row unchanged. */
    private static Decision byCoordinates(
            AggregationRule rule, int rows, int[] kept, boolean checked) {
        AggregationRule fitted = rule.forInputs(kept.length, rows - kept.length);
        Weights each = Weights.identity(kept.length);
        Weights applied = rule.reducer().isMean() ? each.mean() : each;
        return new Decision(fitted, rows, kept, each, applied, new double[0], checked);
    }

    /** Applies the mixings in order, each to the mixed rows of the one before. */
    private static Weights weights(
            AggregationRule rule, float[][] rows, Distances measured, RoundContext round) {
        Weights all = Weights.identity(measured);
        Distances distances = measured;
        for (int k = 0; k < rule.mixings().size(); k++) {
            Weights next = mix(rule.mixings().get(k), rows, distances, round);
            all = next.after(all);
            boolean last = k == rule.mixings().size() - 1;
            distances = last ? distances : next.mixed(distances);
        }
        return all;
    }

    private static Weights mix(
            Mixing mixing, float[][] rows, Distances distances, RoundContext round) {
        return mixing instanceof RowMixing direct
                ? direct.mix(rows, distances, round)
                : mixing.mix(distances, round);
    }
}
