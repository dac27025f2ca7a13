package bft.aggregation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells of all n rows when only some took part.
 *
 * @param n rows there were
 * @param kept indices of those that took part
 */
record Report(int n, int[] kept) {
    /**
     * The reports.
     *
     * @param weights of the rows kept, one mixed row
     * @param squared distances of these to the output
     * @param shares part of the columns in which each counted
     */
    Aggregation of(float[] output, Weights weights, double[] squared, double[] shares) {
        double[] scores = weights.scores();
        List<RowReport> reports = new ArrayList<>(n);
        int k = 0;
        for (int row = 0; row < n; row++) {
            if (k == kept.length || kept[k] != row) {
                reports.add(nonFinite(row));
                continue;
            }
            double weight = weights.get(0, k);
            reports.add(
                    new RowReport(
                            row,
                            weight,
                            scores.length == 0 ? Double.NaN : scores[k],
                            Math.sqrt(squared[k]),
                            weight != 0 ? Optional.empty() : Optional.of(reason(weights, k)),
                            weight == 0 ? Optional.empty() : changed(weights, k, shares[k])));
            k++;
        }
        return new Aggregation(output, reports);
    }

    private static RowReport nonFinite(int row) {
        return new RowReport(
                row, 0, Double.NaN, Double.NaN, Optional.of("non-finite"), Optional.empty());
    }

    private static String reason(Weights weights, int k) {
        String words = weights.explanation().leftOut().apply(k);
        return words.isEmpty() ? "weight 0" : words;
    }

    private static Optional<String> changed(Weights weights, int k, double share) {
        String words = weights.explanation().changed().apply(k);
        if (share < 1) {
            String cut = "counts in " + Math.round(100 * share) + " % of the coordinates looked at";
            words = words.isEmpty() ? cut : words + "; " + cut;
        }
        return Optional.of(words).filter(w -> !w.isEmpty());
    }
}
