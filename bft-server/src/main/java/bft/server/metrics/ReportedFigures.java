package bft.server.metrics;

import bft.worker.wire.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What workers report about their own data and work, as medians and quartiles over workers. Any of
 * them may lie, so nothing is decided by it, and it is no part of the job's state: each is given
 * only if f lies among the reports cannot move it out of the range of the others. Reports of
 * distrusted workers are left out and counted.
 *
 * <p>A report counts from when its gradient is accepted until the worker's next one is, for n
 * versions at most. Figures of held-out rows come only now and then: they count in the rounds in
 * which a new one has arrived, with those of the other workers at nearly the same version, if they
 * are enough for a median: else f liars could show one whenever they like.
 */
public final class ReportedFigures {
    private static final SortedMap<Figure, Double> NOTHING =
            Collections.unmodifiableSortedMap(new TreeMap<>());

    private final int f;
    private final long spread;
    private final List<SortedMap<Figure, Double>> announced;
    private final List<Map<Figure, Claim>> counted = new ArrayList<>();
    private long evaluated;
    private boolean isNewlyEvaluated;
    private final SortedMap<Figure, ReportedFigure> latest = new TreeMap<>();

    /**
     * @param base version of the gradient
     * @param version when it was accepted
     */
    private record Claim(double value, long base, long version) {}

    /**
     * @param n workers
     * @param f how many of them may lie
     * @param spread how many versions the gradients of a step may lie apart
     */
    public ReportedFigures(int n, int f, long spread) {
        this.f = f;
        this.spread = spread;
        announced = new ArrayList<>(Collections.nCopies(n, NOTHING));
        for (int worker = 0; worker < n; worker++) {
            counted.add(new EnumMap<>(Figure.class));
        }
    }

    /** A worker reports this about the gradient that it pushes next. */
    public void announced(int worker, SortedMap<Figure, Double> figures) {
        announced.set(worker, figures);
    }

    /**
     * The gradient has been accepted.
     *
     * @param version the newest
     */
    public void accepted(int worker, long staleness, long version) {
        SortedMap<Figure, Double> said = announced.set(worker, NOTHING);
        Map<Figure, Claim> claims = counted.get(worker);
        claims.keySet().removeIf(figure -> !figure.isHeldOut());
        long base = version - staleness;
        said.forEach((figure, value) -> claims.put(figure, new Claim(value, base, version)));
        if (said.keySet().stream().anyMatch(Figure::isHeldOut)) {
            evaluated = Math.max(evaluated, base);
            isNewlyEvaluated = true;
        }
    }

    /** How many local steps the worker says that its last gradient is of; for people. */
    public OptionalInt localSteps(int worker) {
        Claim claim = counted.get(worker).get(Figure.LOCAL_STEPS);
        return claim == null ? OptionalInt.empty() : OptionalInt.of((int) claim.value());
    }

    /**
     * The figures of a round.
     *
     * @param round the version that it started from
     * @param distrusted workers whose reports do not count
     */
    public SortedMap<Figure, ReportedFigure> closed(long round, Set<Integer> distrusted) {
        var made = new TreeMap<Figure, ReportedFigure>();
        for (Figure figure : Figure.values()) {
            int[] reporting =
                    IntStream.range(0, counted.size())
                            .filter(worker -> counts(figure, worker, round))
                            .toArray();
            double[] values =
                    Arrays.stream(reporting)
                            .filter(worker -> !distrusted.contains(worker))
                            .mapToDouble(worker -> counted.get(worker).get(figure).value())
                            .toArray();
            int leftOut = reporting.length - values.length;
            ReportedFigure reported = ReportedFigure.of(values, f, leftOut);
            boolean isShown =
                    figure.isHeldOut() ? !Double.isNaN(reported.median()) : reporting.length > 0;
            if (isShown) {
                made.put(figure, reported);
            }
        }
        isNewlyEvaluated = false;
        latest.keySet().removeIf(figure -> !figure.isHeldOut());
        latest.putAll(made);
        return made;
    }

    /** The figures of the last round, and those of held-out rows of the last that had them. */
    public SortedMap<Figure, ReportedFigure> latest() {
        return Collections.unmodifiableSortedMap(latest);
    }

    private boolean counts(Figure figure, int worker, long round) {
        Claim claim = counted.get(worker).get(figure);
        if (claim == null) {
            return false;
        }
        return figure.isHeldOut()
                ? isNewlyEvaluated && claim.base() >= evaluated - spread
                : claim.version() + counted.size() > round;
    }
}
