package bft.aggregation.selection;

import bft.aggregation.Distances;
import bft.aggregation.Distances.Anchor;
import bft.aggregation.Mixing;
import bft.aggregation.Ranking;
import bft.aggregation.RoundContext;
import bft.aggregation.Weights;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The mean of the rows nearest to one point. Three published rules have this form, with different
 * points:
 *
 * <ul>
 *   <li>CGE, the n-f rows of smallest norm, with the origin. Requires n > f. It ignores direction:
 *       every row shorter than the (n-f)-th norm counts, so it needs a small f/n and redundant
 *       data. Nirupam Gupta, Shuo Liu, Nitin Vaidya: Byzantine Fault-Tolerant Distributed Machine
 *       Learning with Norm-Based Comparative Gradient Elimination, DSN-W 2021.
 *   <li>MoNNA, the n-f rows nearest to a trusted row, including itself. Requires n >= 2f+1 and that
 *       row to be honest; if it is not finite, the medoid (the row with the least sum of distances)
 *       replaces it. Sadegh Farhadkhani, Rachid Guerraoui, Nirupam Gupta, Lê-Nguyên Hoang, Rafael
 *       Pinot, John Stephan: Robust Collaborative Learning with Linear Gradient Overhead, ICML
 *       2023.
 *   <li>Aksel, the (n+1)/2 rows nearest to the coordinate-wise median. Requires n >= 2f+1. Amine
 *       Boussetta, El Mahdi El Mhamdi, Rachid Guerraoui, Alexandre Maurer, Sébastien Rouault:
 *       AKSEL: Fast Byzantine SGD, OPODIS 2020. Implementations differ in the median of an even n
 *       (lower in ByzantineMomentum, midpoint in Garfield) and in the number of rows kept ((n+1)/2
 *       or n-f).
 * </ul>
 *
 * <p>Cost O(n d) for the distances to the point. Ties go to the lowest index. Guarantee: the norm
 * of CGE's result is at most that of the longest honest row; MoNNA is within 2f/(n-f) honest
 * diameters of the honest mean if its row is honest; Aksel's rows are as near to the median as
 * honest rows.
 *
 * @param f rows declared Byzantine
 * @param anchor the point, unless it is a row
 * @param row index of the row that is the point, if there is no anchor
 * @param half whether (n+1)/2 rows are averaged instead of n-f
 */
public record NearestToPoint(int f, Optional<Anchor> anchor, int row, boolean half)
        implements Mixing {
    /** The rows nearest to an anchor. */
    public static NearestToPoint anchor(int f, Anchor anchor, boolean half) {
        return new NearestToPoint(f, Optional.of(anchor), 0, half);
    }

    /** The n-f rows nearest to a row. */
    public static NearestToPoint row(int f, int row) {
        return new NearestToPoint(f, Optional.empty(), row, false);
    }

    @Override
    public Weights mix(Distances distances, RoundContext round) {
        int n = distances.rows();
        OptionalInt trusted = trusted(distances);
        int point =
                anchor.map(distances::point)
                        .orElseGet(() -> trusted.orElseGet(() -> Ranking.medoid(distances)));
        var scores = new double[n];
        Arrays.setAll(scores, i -> Math.sqrt(distances.squared(i, point)));
        int[] chosen = Ranking.lowest(scores, half ? (n + 1) / 2 : n - f);
        boolean missing = anchor.isEmpty() && trusted.isEmpty();
        return Weights.meanOf(distances, chosen)
                .withScores(scores, meaning())
                .noting(
                        missing
                                ? "the trusted row %s is not finite: row %s, the medoid of all,"
                                                .formatted(row, distances.number(point))
                                        + " replaces it"
                                : "");
    }

    private String meaning() {
        if (anchor.isEmpty()) {
            return "distance to the trusted row " + row;
        }
        return byNorm() ? "norm" : "distance to the coordinate-wise median";
    }

    private OptionalInt trusted(Distances distances) {
        return IntStream.range(0, distances.rows())
                .filter(i -> anchor.isEmpty() && distances.number(i) == row)
                .findFirst();
    }

    @Override
    public Set<Anchor> anchors() {
        return anchor.map(Set::of).orElse(Set.of());
    }

    private boolean byNorm() {
        return anchor.equals(Optional.of(Anchor.ORIGIN));
    }

    @Override
    public boolean namesRows() {
        return anchor.isEmpty();
    }

    @Override
    public int inputsFor(int outputs) {
        return byNorm() ? f + 1 : 2 * f + 1;
    }

    @Override
    public void requireRows(int expected) {
        BadArgument.when(anchor.isEmpty() && expected <= row)
                .because("monna needs n > row, got n=%s, row=%s", expected, row);
    }

    @Override
    public String condition() {
        return byNorm() ? "n >= f+1" : "n >= 2f+1";
    }
}
