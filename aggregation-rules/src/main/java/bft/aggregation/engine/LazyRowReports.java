package bft.aggregation.engine;

import bft.aggregation.Weights;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * Reports on all n rows, of which only some were used. The text for a row is formatted when it is
 * read, since most are never read and formatting numbers is slow.
 */
final class LazyRowReports extends AbstractList<RowReport> implements RandomAccess {
    private final int[] places;
    private final Weights weights;
    private final double[] scores;
    private final double[] squared;
    private final CoordinateShares shares;

    /**
     * Reports on n rows.
     *
     * @param kept indices of the rows that were used, in order
     * @param weights of the rows kept, in each mixed row
     * @param squared distances of these to the output, or none; kept
     * @param shares share of the coordinates in which each counted
     */
    LazyRowReports(int n, int[] kept, Weights weights, double[] squared, CoordinateShares shares) {
        this.places = new int[n];
        this.weights = weights;
        this.scores = weights.scores();
        this.squared = squared;
        this.shares = shares;
        Arrays.fill(places, -1);
        for (int k = 0; k < kept.length; k++) {
            places[kept[k]] = k;
        }
    }

    @Override
    public int size() {
        return places.length;
    }

    @Override
    public RowReport get(int row) {
        int k = places[row];
        if (k < 0) {
            return new RowReport(
                    row, 0, Double.NaN, Double.NaN, Optional.of("non-finite"), Optional.empty());
        }
        double weight = weights.meanOf(k);
        return new RowReport(
                row,
                weight,
                scores.length == 0 ? Double.NaN : scores[k],
                squared.length == 0 ? Double.NaN : Math.sqrt(squared[k]),
                weight != 0 ? Optional.empty() : Optional.of(reason(k)),
                weight == 0 ? Optional.empty() : changed(k));
    }

    private String reason(int k) {
        String text = weights.explanation().excluded().apply(k);
        return text.isEmpty() ? "weight 0" : text;
    }

    private Optional<String> changed(int k) {
        String text = weights.explanation().changed().apply(k);
        double share = shares.of(k);
        if (share < 1) {
            String cut = "counts in " + Math.round(100 * share) + " % of the sampled coordinates";
            text = text.isEmpty() ? cut : text + "; " + cut;
        }
        return Optional.of(text).filter(w -> !w.isEmpty());
    }
}
