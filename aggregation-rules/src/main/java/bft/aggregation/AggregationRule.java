package bft.aggregation;

import bft.aggregation.Distances.Anchor;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * A gradient aggregation rule: mixings in the order they are applied, then a reducer. Krum is
 * {@code ([Krum], Mean)}, the median {@code ([], Median)}, nearest-neighbour mixing before a
 * trimmed mean {@code ([NearestNeighbourMixing], TrimmedMean)}.
 *
 * @param name its specification, which the registry of rules reads
 * @param f rows declared Byzantine
 * @param memory in [0, 1): above 0 the rule is meant for the running mean of what each worker sent,
 *     {@code m = memory m + (1 - memory) x}, which {@link RowHistory#averaged} makes of the rows of
 *     a round. Whoever carries the history from round to round does so; to apply the rule to given
 *     rows it does not matter
 * @param mixings applied one after the other, may be none
 * @param reducer reduces the last mixed rows to one row
 * @param forFaulty makes the same rule for another number of Byzantine rows
 */
public record AggregationRule(
        String name,
        int f,
        double memory,
        List<Mixing> mixings,
        Reducer reducer,
        IntFunction<AggregationRule> forFaulty) {
    public AggregationRule {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reducer, "reducer");
        mixings = List.copyOf(mixings);
        requireOrder(name, mixings, reducer);
        requireMemory(name, memory, mixings, reducer);
        BadArgument.when(f < 0).because("%s needs f >= 0, got f=%s", name, f);
    }

    /** A rule for the rows of one round, whose parts are the same for every f. */
    public AggregationRule(String name, int f, List<Mixing> mixings, Reducer reducer) {
        this(name, f, 0, mixings, reducer, g -> new AggregationRule(name, g, mixings, reducer));
    }

    private static void requireMemory(
            String name, double memory, List<Mixing> mixings, Reducer reducer) {
        BadArgument.when(!(memory >= 0 && memory < 1))
                .because("%s needs a memory in [0, 1), got %s", name, memory);
        BadArgument.when(memory > 0 && reducer.takesNonFinite())
                .because(
                        "%s: %s accepts rows that are not finite, of which no mean can be kept",
                        name, reducer);
        if (memory > 0 && !mixings.isEmpty() && mixings.get(0).needsHistory()) {
            throw BadArgument.of("%s: %s keeps a history of its own", name, mixings.get(0));
        }
    }

    private static void requireOrder(String name, List<Mixing> mixings, Reducer reducer) {
        for (int k = 1; k < mixings.size(); k++) {
            Mixing mixing = mixings.get(k);
            BadArgument.when(
                            mixing instanceof RowMixing
                                    || mixing.needsHistory()
                                    || mixing.anchors().stream().anyMatch(Anchor::isMedian))
                    .because("%s: %s reads the rows, so it must be the first part", name, mixing);
        }
        BadArgument.when(reducer.takesNonFinite() && !mixings.isEmpty())
                .because(
                        "%s: %s accepts rows that are not finite, so no mixing may precede it",
                        name, reducer);
    }

    /** The smallest number of rows this rule accepts, e.g. 9 for Krum with f=3. */
    public int minimumInputs() {
        int rows = reducer.minimumInputs();
        for (int k = mixings.size() - 1; k >= 0; k--) {
            rows = mixings.get(k).inputsFor(rows);
        }
        return rows;
    }

    /**
     * Checks that n rows are enough.
     *
     * @throws IllegalArgumentException with the inequality and the numbers if they are not
     */
    public void requireAdmissible(int n) {
        if (n < minimumInputs()) {
            throw BadArgument.of("%s", shortOf(n));
        }
        requireRows(n);
    }

    /** Says that n rows are too few, with the inequality and the numbers. */
    public String shortOf(int n) {
        return "%s needs %s, got n=%s, f=%s".formatted(name, condition(), n, f);
    }

    private void requireRows(int expected) {
        mixings.stream().limit(1).forEach(mixing -> mixing.requireRows(expected));
    }

    /**
     * The same rule for the n rows that are present when {@code missing} more were expected. A
     * missing row counts as faulty, so at most {@code f - missing} of the present rows are faulty,
     * and every f' from that number to f is sound. The largest admissible f' protects best and is
     * used.
     *
     * @throws IllegalArgumentException if none is admissible, or n is 0, or a parameter is for
     *     another number of rows
     */
    public AggregationRule forInputs(int n, int missing) {
        BadArgument.when(missing < 0).because("missing must be >= 0, got %s", missing);
        BadArgument.when(n < 1)
                .because(
                        "%s needs a finite row, but none of %s is present and finite",
                        name, missing);
        for (int faulty = f; faulty >= Math.max(0, f - missing); faulty--) {
            AggregationRule rule = faulty == f ? this : forFaulty.apply(faulty);
            if (n >= rule.minimumInputs()) {
                requireRows(n + missing);
                return rule;
            }
        }
        forFaulty.apply(Math.max(0, f - missing)).requireAdmissible(n);
        throw new AssertionError("unreachable");
    }

    /** Whether the rule compares rows with a trusted gradient, {@link RoundContext#trusted}. */
    public boolean needsTrusted() {
        return anchors().contains(Anchor.TRUSTED);
    }

    /** The anchors that any of the mixings asks for, in a fixed order. */
    public List<Anchor> anchors() {
        return Arrays.stream(Anchor.values())
                .filter(anchor -> mixings.stream().anyMatch(m -> m.anchors().contains(anchor)))
                .toList();
    }

    /** Whether this is the mean alone, which tolerates no faulty row whatever f is. */
    public boolean isPlainMean() {
        return mixings.isEmpty() && reducer.isMean();
    }

    /** Whether a parameter refers to rows by index, so that no row may be missing. */
    public boolean namesRows() {
        return mixings.stream().anyMatch(Mixing::namesRows);
    }

    /**
     * Checks that distances suffice, so that servers can compute the rule from shards.
     *
     * @throws IllegalArgumentException if a mixing needs whole rows
     */
    public void requireShardable() {
        for (Mixing mixing : mixings) {
            BadArgument.when(mixing instanceof RowMixing)
                    .because(
                            "%s needs whole rows: distances over coordinate ranges do not determine its result",
                            name);
        }
    }

    /** Whether distances are measured between sums over rounds. */
    public boolean needsHistory() {
        return !mixings.isEmpty() && mixings.get(0).needsHistory();
    }

    /** Whether something must be kept of what each worker sent in earlier rounds. */
    public boolean keepsHistory() {
        return memory > 0 || needsHistory();
    }

    /** The inequality of the only part, or the number of rows that the whole chain needs. */
    private String condition() {
        if (mixings.isEmpty()) {
            return reducer.condition();
        }
        boolean single = mixings.size() == 1 && reducer.minimumInputs() == 1;
        return single ? mixings.get(0).condition() : "n >= " + minimumInputs();
    }

    /** The specification. */
    @Override
    public String toString() {
        return name;
    }
}
