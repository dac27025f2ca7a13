package bft.aggregation.engine;

import bft.aggregation.AggregationRule;
import bft.aggregation.Distances;
import bft.aggregation.Distances.Anchor;
import bft.aggregation.Limits;
import bft.aggregation.Reducer;
import bft.aggregation.RoundContext;
import bft.aggregation.RowMixing;
import bft.aggregation.Weights;
import bft.aggregation.engine.ReductionPass.Wanted;
import bft.aggregation.kernels.Finite;
import bft.aggregation.kernels.Kernels;
import bft.aggregation.reducer.Mean;
import bft.aggregation.reducer.Median;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Applies rules, in three stages: {@link #measure} passes over the rows for the distances between
 * them, {@link #decide} turns these into weights, in n-space only, and {@link #apply} passes over
 * the rows again to mix and reduce them. {@link #aggregate} runs all three.
 *
 * <p>A process that holds only a range of the coordinates measures that range, adds the
 * measurements of the other ranges ({@link Measured#plus}), and applies the decision, which is the
 * same in all processes, to its own range.
 *
 * <p>The result is the same to the bit for any number of threads, with or without distances. Any
 * number of threads may call it; it keeps scratch memory between calls.
 */
public final class Aggregator {
    private final HelperThreads workers;
    private final Kernels kernels;
    private final boolean measuring;
    private volatile GeometryPass geometry;
    private volatile ReductionPass reduction;

    /**
     * An aggregator with the best available kernels.
     *
     * @param executor runs parts of the work in addition to the calling thread
     * @param threads maximum number of parts that run at once, including the caller's, at least 1
     */
    public Aggregator(Executor executor, int threads) {
        this(executor, threads, Kernels.best());
    }

    /** An aggregator with the given kernels. */
    public Aggregator(Executor executor, int threads, Kernels kernels) {
        this(
                new HelperThreads(executor, threads),
                Objects.requireNonNull(kernels, "kernels"),
                false);
    }

    private Aggregator(HelperThreads workers, Kernels kernels, boolean measuring) {
        this.workers = workers;
        this.kernels = kernels;
        this.measuring = measuring;
        this.geometry = new GeometryPass(kernels, workers, 1, 1);
        this.reduction = new ReductionPass(kernels, workers, new Mean(), 1, 1);
    }

    /** An aggregator that runs only in the calling thread. */
    public static Aggregator sequential() {
        return new Aggregator(Runnable::run, 1);
    }

    /**
     * The same, but it measures the distance of each row to the output, for {@link
     * RowReport#distance}. Without this option only a rule that measures distances anyway and ends
     * with a mean knows them. The cost is one more read of each row from the first-level cache, up
     * to half the time of the mean and less for other rules.
     */
    public Aggregator withDistances() {
        return new Aggregator(workers, kernels, true);
    }

    /**
     * Applies a rule to n rows of d coordinates. A row with a NaN or an infinity is proof of a
     * faulty sender: it is excluded and counts against f, as {@link AggregationRule#forInputs}
     * says.
     *
     * @param rows not modified
     * @throws IllegalArgumentException if there are no rows, their lengths differ, or too few are
     *     finite for the rule
     */
    public Aggregation aggregate(AggregationRule rule, float[][] rows, RoundContext round) {
        return aggregate(rule, rows, round, new float[RowArrays.requireMatrix(rows)]);
    }

    /**
     * The same into the caller's array, which saves allocating d coordinates each round.
     *
     * @param rows not modified
     * @param output receives d coordinates and is returned as {@link Aggregation#output}; neither a
     *     row nor an anchor of the round
     * @throws IllegalArgumentException as without {@code output}, and if it has another length or
     *     is one of the arrays that are read
     */
    public Aggregation aggregate(
            AggregationRule rule, float[][] rows, RoundContext round, float[] output) {
        int d = RowArrays.requireMatrix(rows);
        RowArrays.requireApart(output, d, rows, round);
        Measured measured = measure(rule, rows, round);
        Decision decision = decide(rule, measured, d, round);
        return apply(decision, rows, round, output);
    }

    /**
     * Stage 1 for whole rows: measures the distances that the rule needs. A coordinate-wise rule
     * needs none, so almost nothing is read, and {@link #apply} finds out which rows are finite.
     *
     * <p>Costs O(n² d), or nothing.
     *
     * @param rows n of d coordinates, not modified. The result refers to them, so they must not
     *     change until {@link #decide} has returned
     * @return the measurement of all coordinates, to which nothing can be added
     * @throws IllegalArgumentException if there are no rows, their lengths differ, or an anchor
     *     that the rule needs has another length or is not finite
     */
    public Measured measure(AggregationRule rule, float[][] rows, RoundContext round) {
        int d = RowArrays.requireMatrix(rows);
        if (rule.mixings().isEmpty()) {
            boolean equal = rule.reducer().isMean() && RowArrays.areEqual(rows);
            return Measured.unchecked(rows.length, d, equal);
        }
        float[][] points = points(rule, rows, round);
        var measured = Measured.whole(geometry(rows.length, points.length), rule.anchors(), points);
        requireFinite(rule.anchors(), measured.finitePoints(), d);
        return measured;
    }

    /**
     * Stage 1 for shards, where no process holds whole rows: measures one range of coordinates. For
     * a coordinate-wise rule it only checks which rows are finite there.
     *
     * <p>Costs O(n² d) for d coordinates in the range, or O(n d).
     *
     * @param rows the range of each row, not modified
     * @param from index of the first coordinate of the range in the whole vector
     * @param round with the same range of the anchors and the history
     * @return the measurement of the range, which can be added to those of other ranges
     * @throws IllegalArgumentException as for whole rows, and if the rule needs whole rows, see
     *     {@link RowMixing}
     */
    public Measured measure(AggregationRule rule, float[][] rows, long from, RoundContext round) {
        rule.requireShardable();
        int d = RowArrays.requireMatrix(rows);
        if (rule.mixings().isEmpty()) {
            boolean equal = rule.reducer().isMean() && RowArrays.areEqual(rows);
            return Measured.checked(finite(rows), new Span(from, from + d), equal);
        }
        float[][] points = points(rule, rows, round);
        var measured =
                Measured.range(geometry(rows.length, points.length), rule.anchors(), points, from);
        requireFinite(rule.anchors(), measured.finitePoints(), d);
        return measured;
    }

    /**
     * Stage 2: decides how much each row counts. The decision depends on the arguments only, so all
     * processes with the same measurements make the same decision.
     *
     * <p>Costs O(n²) to O(n³), depending on the rule.
     *
     * @param measured of all coordinates
     * @param d number of coordinates of the whole vector
     * @param round its number and seed; anchors and history are not read
     * @throws IllegalArgumentException if coordinates are missing, too few rows are finite, or a
     *     row with a small weight is so distant an outlier that distances do not determine its
     *     direction
     */
    public static Decision decide(
            AggregationRule rule, Measured measured, long d, RoundContext round) {
        return Decision.of(rule, measured, d, round);
    }

    /**
     * Stage 3: applies a decision to whole rows, or to one range of coordinates.
     *
     * @see #apply(Decision, float[][], RoundContext, float[])
     */
    public Aggregation apply(Decision decision, float[][] rows, RoundContext round) {
        return apply(decision, rows, round, new float[RowArrays.requireMatrix(rows)]);
    }

    /**
     * Stage 3: applies a decision to whole rows, or to one range of coordinates. Coordinate-wise
     * rules, and those that need the history, report distances over these coordinates only.
     *
     * <p>Costs O(n d) for each group of 4 mixed rows, and the cost of the reducer. If a
     * coordinate-wise rule finds whole rows that are not finite, it starts again without them.
     *
     * @param rows the measured number of rows, not modified
     * @param round with the same range of the anchors
     * @param output as in {@link #aggregate(AggregationRule, float[][], RoundContext, float[])}
     * @throws IllegalArgumentException if the number of rows differs from the number measured, or
     *     if too few turn out to be finite
     */
    public Aggregation apply(
            Decision decision, float[][] rows, RoundContext round, float[] output) {
        int d = RowArrays.requireMatrix(rows);
        RowArrays.requireApart(output, d, rows, round);
        BadArgument.when(rows.length != decision.rows())
                .because("%s rows were measured, got %s", decision.rows(), rows.length);
        Reducer reducer = decision.rule().reducer();
        float[][] points = weighted(decision, rows, round, d);
        var task = new Reduction(reducer, decision.applied(), decision.kept().length);
        double[] found = reduce(task, points, wanted(decision), output);
        if (!decision.checked() && !areFinite(found)) {
            return apply(decision.among(finite(rows)), rows, round, output);
        }
        double[] measured = measuring ? found : new double[0];
        double[] squared = decision.squared().length > 0 ? decision.squared() : measured;
        var shares = new CoordinateShares(reducer, decision.weights(), points, d);
        var reports =
                new LazyRowReports(
                        rows.length, decision.kept(), decision.weights(), squared, shares);
        return new Aggregation(output, reports, decision.note());
    }

    private static boolean areFinite(double[] found) {
        for (double value : found) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The mixed rows that a rule's mixings make before its reducer: the result of a
     * pre-aggregation.
     *
     * @param rows not modified
     * @return one array of d coordinates for each mixed row
     * @throws IllegalArgumentException as {@link #aggregate}, and if the rule has no mixing
     */
    public float[][] mixedRows(AggregationRule rule, float[][] rows, RoundContext round) {
        int d = RowArrays.requireMatrix(rows);
        BadArgument.when(rule.mixings().isEmpty()).because("%s has no mixing", rule);
        Decision decision = decide(rule, measure(rule, rows, round), d, round);
        float[][] points = weighted(decision, rows, round, d);
        Weights weights = decision.weights();
        var result = new float[weights.outputs()][d];
        for (int k = 0; k < result.length; k++) {
            var task = new Reduction(new Mean(), weights.only(k), decision.kept().length);
            reduce(task, points, Wanted.OUTPUT, result[k]);
        }
        return result;
    }

    /**
     * The Euclidean distances between each two rows, for people.
     *
     * <p>Costs O(n² d).
     *
     * @param rows n of d coordinates, not modified
     * @return n x n, symmetric, with NaN in row and column of a row that is not finite
     */
    public double[][] distances(float[][] rows) {
        int d = RowArrays.requireMatrix(rows);
        Measured measured =
                Measured.whole(geometry(rows.length, rows.length), List.of(), rows.clone());
        boolean[] finite = measured.finite();
        Distances all = measured.total(d);
        var distances = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                boolean known = finite[i] && finite[j];
                distances[i][j] = known ? Math.sqrt(all.squared(i, j)) : Double.NaN;
            }
        }
        return distances;
    }

    /** The points to measure: the rows, or their sums over rounds, and the anchors. */
    private float[][] points(AggregationRule rule, float[][] rows, RoundContext round) {
        int d = rows[0].length;
        float[][] seen = rule.needsHistory() ? round.history().upTo(rows) : rows;
        List<Anchor> anchors = rule.anchors();
        Limits.entries(seen.length + anchors.size());
        float[][] points = Arrays.copyOf(seen, seen.length + anchors.size());
        for (int a = 0; a < anchors.size(); a++) {
            points[seen.length + a] = anchor(anchors.get(a), seen, round, d);
        }
        return points;
    }

    /** The points that a decision weights. Anchors without weight are empty. */
    private float[][] weighted(Decision decision, float[][] rows, RoundContext round, int d) {
        float[][] kept = RowArrays.among(rows, decision.kept());
        List<Anchor> anchors = decision.rule().anchors();
        float[][] points = Arrays.copyOf(kept, kept.length + anchors.size());
        for (int a = 0; a < anchors.size(); a++) {
            boolean counts = decision.weights().carries(kept.length + a);
            points[kept.length + a] =
                    counts ? anchor(anchors.get(a), kept, round, d) : new float[0];
        }
        return points;
    }

    private float[] anchor(Anchor anchor, float[][] rows, RoundContext round, int d) {
        float[] point =
                switch (anchor) {
                    case ORIGIN -> new float[0];
                    case PREVIOUS -> round.previous();
                    case TRUSTED -> round.trusted();
                    case MEDIAN -> median(rows, Median.Kind.MIDPOINT, d);
                    case LOWER_MEDIAN -> median(rows, Median.Kind.LOWER, d);
                };
        boolean absent = point.length == 0 && anchor != Anchor.TRUSTED;
        BadArgument.when(!absent && point.length != d)
                .because("%s needs %s finite coordinates, got %s", anchor, d, point.length);
        return point;
    }

    /** The median of the rows that are finite here, or the origin if there are none. */
    private float[] median(float[][] rows, Median.Kind kind, int d) {
        int[] counts = RowArrays.indices(finite(rows));
        var output = new float[d];
        if (counts.length > 0) {
            var task =
                    new Reduction(
                            new Median(0, kind), Weights.identity(counts.length), counts.length);
            reduce(task, RowArrays.among(rows, counts), Wanted.OUTPUT, output);
        }
        return output;
    }

    /** Which rows hold neither a NaN nor an infinity. */
    private boolean[] finite(float[][] rows) {
        var finite = new boolean[rows.length];
        workers.run(
                rows.length,
                workers.pool(Object::new),
                (i, none) -> finite[i] = Finite.isFinite(rows[i]));
        return finite;
    }

    private static void requireFinite(List<Anchor> anchors, boolean[] finite, int d) {
        for (int a = 0; a < anchors.size(); a++) {
            if (!finite[finite.length - anchors.size() + a]) {
                throw BadArgument.of(
                        "%s needs %s finite coordinates, one is not", anchors.get(a), d);
            }
        }
    }

    private GeometryPass geometry(int rows, int points) {
        GeometryPass pass = geometry;
        if (!pass.fits(rows, points)) {
            pass = new GeometryPass(kernels, workers, rows, points);
            geometry = pass;
        }
        return pass;
    }

    private Wanted wanted(Decision decision) {
        if (measuring && decision.squared().length == 0) {
            return Wanted.DISTANCES;
        }
        return decision.checked() ? Wanted.OUTPUT : Wanted.FINITENESS;
    }

    /**
     * The arguments of a reduction.
     *
     * @param weights of the mixed rows; for the mean one mixed row, which is the output
     * @param rows number of points that are rows, which come first
     */
    private record Reduction(Reducer reducer, Weights weights, int rows) {}

    private double[] reduce(Reduction reduction, float[][] points, Wanted wanted, float[] output) {
        int outputs = reduction.weights.outputs();
        ReductionPass pass = this.reduction;
        if (!pass.fits(reduction.reducer, outputs, reduction.rows)) {
            pass = new ReductionPass(kernels, workers, reduction.reducer, outputs, reduction.rows);
            this.reduction = pass;
        }
        MixedRows[] mixes = MixedRows.all(reduction.weights, points);
        float[][] own = Arrays.copyOf(points, reduction.rows);
        return pass.run(new ReductionPass.Task(own, mixes, wanted), output);
    }
}
