package bft.aggregation;

import bft.aggregation.Distances.Anchor;
import bft.aggregation.ReductionPass.Wanted;
import bft.aggregation.kernels.Kernels;
import bft.aggregation.reducer.Mean;
import bft.aggregation.reducer.Median;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * Applies rules: the pass over the data that gives distances, the mixings in n-space, and the pass
 * that reduces. The result is the same to the bit whatever the number of threads, and whether
 * distances are asked for. Any number of threads may call it; it keeps scratch memory between
 * calls.
 */
public final class Aggregator {
    private final Workers workers;
    private final Kernels kernels;
    private final boolean measuring;
    private volatile GeometryPass geometry;
    private volatile ReductionPass reduction;

    /**
     * An aggregator with the best kernels there are.
     *
     * @param executor runs parts of the work beside the calling thread
     * @param threads how many parts may run at once, the caller's among them, at least 1
     */
    public Aggregator(Executor executor, int threads) {
        this(executor, threads, Kernels.best());
    }

    /** An aggregator with the given kernels. */
    public Aggregator(Executor executor, int threads, Kernels kernels) {
        this(new Workers(executor, threads), Objects.requireNonNull(kernels, "kernels"), false);
    }

    private Aggregator(Workers workers, Kernels kernels, boolean measuring) {
        this.workers = workers;
        this.kernels = kernels;
        this.measuring = measuring;
        this.geometry = new GeometryPass(kernels, workers, 1, 1);
        this.reduction = new ReductionPass(kernels, workers, new Mean(), 1, 1);
    }

    /** An aggregator that does everything in the calling thread. */
    public static Aggregator sequential() {
        return new Aggregator(Runnable::run, 1);
    }

    /**
     * The same, but it measures how far every row is from every output, for {@link
     * RowReport#distance}. Only a rule that measures distances anyway and ends with a mean knows
     * that by itself. It costs another look at each row while it is in the nearest cache, which
     * adds up to half to the time of the mean and less to that of others.
     */
    public Aggregator withDistances() {
        return new Aggregator(workers, kernels, true);
    }

    /** The kernels in use; their {@code toString} is for logs. */
    public Kernels kernels() {
        return kernels;
    }

    /**
     * Applies a rule to n rows of d coordinates. A row with a NaN or an infinity is proof of a
     * faulty sender: it takes no part and counts against f, as {@link AggregationRule#forInputs}
     * says.
     *
     * @param rows not modified
     * @throws IllegalArgumentException if there are no rows, their lengths differ, or too few are
     *     finite for the rule
     */
    public Aggregation aggregate(AggregationRule rule, float[][] rows, RoundContext round) {
        return aggregate(rule, rows, round, new float[Rows.requireMatrix(rows)]);
    }

    /**
     * The same into an array of the caller's, who saves a new one of d coordinates for each round.
     *
     * @param rows not modified
     * @param output receives d coordinates and is the {@link Aggregation#output} that is returned;
     *     neither a row nor an anchor of the round
     * @throws IllegalArgumentException as without it, and if {@code output} is of another length or
     *     is one of the arrays that are read
     */
    public Aggregation aggregate(
            AggregationRule rule, float[][] rows, RoundContext round, float[] output) {
        int d = Rows.requireMatrix(rows);
        Rows.requireApart(output, d, rows, round);
        if (rule.mixings().isEmpty()) {
            return byCoordinates(rule, rows, output);
        }
        return apply(decide(rule, rows, round, d), rows, round, output);
    }

    /**
     * The mixed rows that a rule's mixings make before its reducer: what a pre-aggregation gives.
     *
     * @param rows not modified
     * @return one array of d coordinates for each mixed row
     * @throws IllegalArgumentException as {@link #aggregate}, and if the rule has no mixing
     */
    public float[][] mixedRows(AggregationRule rule, float[][] rows, RoundContext round) {
        int d = Rows.requireMatrix(rows);
        if (rule.mixings().isEmpty()) {
            throw new IllegalArgumentException(rule + " mixes nothing");
        }
        Decision decision = decide(rule, rows, round, d);
        float[][] points = points(decision, rows, round, d);
        var result = new float[decision.weights.outputs()][d];
        for (int k = 0; k < result.length; k++) {
            Weights one = decision.weights.only(k);
            reduce(new Mean(), points, decision.kept.length, one, Wanted.OUTPUT, result[k]);
        }
        return result;
    }

    private Decision decide(AggregationRule rule, float[][] rows, RoundContext round, int d) {
        int[] present = present(rule, rows);
        float[][] seen = seen(rule, rows, round);
        float[][] points = points(Rows.among(seen, present), rule.anchors(), round, d);
        var finite = new boolean[points.length];
        Arrays.fill(finite, true);
        Distances measured = distances(points, rule.anchors(), finite, d);
        requireFinite(rule.anchors(), finite, d);
        Distances known =
                rule.looksBack() ? measured.between(points, present) : measured.of(points, present);
        return decide(rule, known, finite, rows.length, round);
    }

    /** What distances are measured between. */
    private static float[][] seen(AggregationRule rule, float[][] rows, RoundContext round) {
        return rule.looksBack() ? round.history().upTo(rows) : rows;
    }

    /**
     * Measures the distances over one range of coordinates, for a rule that needs them: the first
     * step where nobody holds whole rows.
     *
     * @param rows the range of each row, not modified
     * @param from number of the first coordinate of the range in the whole vector
     * @param round with the same range of the anchors and the history
     * @throws IllegalArgumentException if the rule needs whole rows, see {@link RowMixing}
     */
    public PartialDistances measure(
            AggregationRule rule, float[][] rows, long from, RoundContext round) {
        rule.requireOverParts();
        int d = Rows.requireMatrix(rows);
        float[][] points = finitePoints(seen(rule, rows, round), rule.anchors(), round, d);
        return PartialDistances.measure(kernels, workers, points, rule.anchors(), from);
    }

    /**
     * Decides how much each row counts, from all distances: the second step, the same wherever it
     * is done.
     *
     * @param d number of coordinates of the whole vector
     * @throws IllegalArgumentException if coordinates are missing, too few rows are finite, one is
     *     not and the rule measures from the median, in which it had a part, or one that is to
     *     count a little is too far out for distances to tell its direction
     */
    public static Decision decide(
            AggregationRule rule, PartialDistances measured, long d, RoundContext round) {
        rule.requireOverParts();
        Distances all = measured.total(d);
        boolean[] finite = measured.finite();
        rule.requireMedianOf(finite);
        if (rule.reducer().takesNonFinite()) {
            Arrays.fill(finite, true);
        }
        return decide(rule, all, finite, all.rows(), round);
    }

    /**
     * Applies a decision to one range of coordinates, or to whole rows: the last step. Rules by
     * coordinates, and those that look back, report distances over that range only.
     *
     * @param rows as many as were measured, not modified
     * @param round with the same range of the anchors
     */
    public Aggregation apply(Decision decision, float[][] rows, RoundContext round) {
        return apply(decision, rows, round, new float[Rows.requireMatrix(rows)]);
    }

    private Aggregation apply(
            Decision decision, float[][] rows, RoundContext round, float[] output) {
        int kept = decision.kept.length;
        Reducer reducer = decision.rule.reducer();
        float[][] points = points(decision, rows, round, output.length);
        Weights mean = decision.weights.mean();
        boolean known = reducer.isMean() && !decision.rule.looksBack();
        Wanted wanted = measuring && !known ? Wanted.DISTANCES : Wanted.OUTPUT;
        Weights used = known ? mean : decision.weights;
        double[] squared = reduce(reducer, points, kept, used, wanted, output);
        double[] distances = known ? decision.distances.squaredTo(mean.row(0)) : told(squared);
        var shares = new CoordinateShares(reducer, decision.weights, points, output.length);
        return new Aggregation(
                output, new Reports(rows.length, decision.kept, mean, distances, shares));
    }

    /** The distances if they were asked for. */
    private double[] told(double[] squared) {
        return measuring ? squared : new double[0];
    }

    /**
     * How much each row counts.
     *
     * @param rule fitted to the rows that count
     * @param kept indices of the finite rows
     * @param distances between these
     * @param weights of these
     */
    public record Decision(
            AggregationRule rule, int[] kept, Distances distances, Weights weights) {}

    private static Decision decide(
            AggregationRule rule, Distances all, boolean[] finite, int n, RoundContext round) {
        int[] kept = IntStream.range(0, all.rows()).filter(i -> finite[i]).toArray();
        AggregationRule fitted = rule.forInputs(kept.length, n - kept.length);
        Distances distances = kept.length == all.rows() ? all : all.among(kept);
        Weights weights = weights(fitted, distances, round);
        return new Decision(fitted, distances.numbers(), distances, weights);
    }

    /** No distances are needed: takes all rows for finite, and if one is not, starts again. */
    private Aggregation byCoordinates(AggregationRule rule, float[][] rows, float[] output) {
        int[] kept = IntStream.range(0, rows.length).toArray();
        while (true) {
            AggregationRule fitted = rule.forInputs(kept.length, rows.length - kept.length);
            float[][] points = Rows.among(rows, kept);
            Weights weights = Weights.identity(kept.length);
            Wanted wanted = measuring ? Wanted.DISTANCES : Wanted.FINITENESS;
            double[] squared =
                    reduce(fitted.reducer(), points, kept.length, weights, wanted, output);
            int[] finite = kept;
            if (!rule.reducer().takesNonFinite()
                    && !Arrays.stream(squared).allMatch(Double::isFinite)) {
                finite = Arrays.stream(kept).filter(i -> Rows.isFinite(rows[i])).toArray();
            }
            if (finite.length == kept.length) {
                var shares = new CoordinateShares(fitted.reducer(), weights, points, output.length);
                Weights mean = weights.mean();
                return new Aggregation(
                        output, new Reports(rows.length, kept, mean, told(squared), shares));
            }
            kept = finite;
        }
    }

    /** All rows, but the finite ones only if more than distances between them is taken. */
    private static int[] present(AggregationRule rule, float[][] rows) {
        boolean more = rule.looksAtMedian() || rule.looksBack();
        return IntStream.range(0, rows.length)
                .filter(i -> !more || Rows.isFinite(rows[i]))
                .toArray();
    }

    private static Weights weights(AggregationRule rule, Distances measured, RoundContext round) {
        Distances distances = measured;
        Weights weights = Weights.identity(measured);
        for (Mixing mixing : rule.mixings()) {
            Weights next =
                    mixing instanceof RowMixing direct
                            ? direct.mix(distances.rowsOf(direct), distances, round)
                            : mixing.mix(distances, round);
            weights = next.after(weights);
            boolean last = mixing == rule.mixings().get(rule.mixings().size() - 1);
            distances = last ? distances : distances.mixed(next);
        }
        return weights;
    }

    private Distances distances(float[][] points, List<Anchor> anchors, boolean[] finite, int d) {
        int rows = points.length - anchors.size();
        GeometryPass pass = geometry;
        if (!pass.fits(rows, points.length)) {
            pass = new GeometryPass(kernels, workers, rows, points.length);
            geometry = pass;
        }
        var range = new GeometryPass.Range(points, 0, d);
        return Distances.of(rows, anchors, pass.measure(range, 0, d, finite));
    }

    private double[] reduce(
            Reducer reducer,
            float[][] points,
            int rows,
            Weights weights,
            Wanted wanted,
            float[] output) {
        boolean mean = reducer.isMean();
        Weights mixed = mean ? weights.mean() : weights;
        int outputs = mixed.outputs();
        ReductionPass pass = reduction;
        if (!pass.fits(reducer, outputs, rows)) {
            pass = new ReductionPass(kernels, workers, reducer, outputs, rows);
            reduction = pass;
        }
        Mix[] mixes = Mix.all(mixed, points);
        float[][] own = Arrays.copyOf(points, rows);
        return pass.run(new ReductionPass.Task(own, mixes, wanted), output);
    }

    /** What the weights of a decision are of. */
    private float[][] points(Decision decision, float[][] rows, RoundContext round, int d) {
        float[][] known = decision.distances.coordinates();
        return known.length > 0
                ? known
                : finitePoints(Rows.among(rows, decision.kept), decision.rule.anchors(), round, d);
    }

    private float[][] points(float[][] rows, List<Anchor> anchors, RoundContext round, int d) {
        float[][] points = Arrays.copyOf(rows, rows.length + anchors.size());
        for (int a = 0; a < anchors.size(); a++) {
            Anchor anchor = anchors.get(a);
            float[] row =
                    switch (anchor) {
                        case ORIGIN -> new float[0];
                        case PREVIOUS -> round.previous();
                        case TRUSTED -> round.trusted();
                        case MEDIAN -> median(rows, Median.Kind.MIDPOINT, d);
                        case LOWER_MEDIAN -> median(rows, Median.Kind.LOWER, d);
                    };
            boolean absent = row.length == 0 && anchor != Anchor.TRUSTED;
            if (!absent && row.length != d) {
                throw new IllegalArgumentException(
                        anchor + " needs " + d + " finite coordinates, got " + row.length);
            }
            points[rows.length + a] = row;
        }
        return points;
    }

    private float[][] finitePoints(
            float[][] rows, List<Anchor> anchors, RoundContext round, int d) {
        float[][] points = points(rows, anchors, round, d);
        var finite = new boolean[points.length];
        for (int a = rows.length; a < points.length; a++) {
            finite[a] = Rows.isFinite(points[a]);
        }
        requireFinite(anchors, finite, d);
        return points;
    }

    /** Refuses anchors by what was found of all points, rows first, while they were measured. */
    private static void requireFinite(List<Anchor> anchors, boolean[] finite, int d) {
        for (int a = 0; a < anchors.size(); a++) {
            if (!finite[finite.length - anchors.size() + a]) {
                throw new IllegalArgumentException(
                        anchors.get(a) + " needs " + d + " finite coordinates, one is not");
            }
        }
    }

    private float[] median(float[][] rows, Median.Kind kind, int d) {
        var output = new float[d];
        Weights identity = Weights.identity(rows.length);
        reduce(new Median(0, kind), rows, rows.length, identity, Wanted.OUTPUT, output);
        return output;
    }
}
