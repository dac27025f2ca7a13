package bft.aggregation.copies;

import bft.aggregation.state.Snapshot;
import bft.spec.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds gradients that nearly repeat another: that of a different worker, in this round or its one
 * before, or one of the last {@value #KEPT} of the same worker, whatever the factor between them.
 * Of a sparse gradient the choice of coordinates is compared too. This is evidence only: it names
 * what a gradient resembles, and changes no weight. Of two workers that share one computation both
 * are named, and so is a worker whose gradient another has copied in the same round, since nothing
 * tells which of them was first.
 *
 * <p>How much honest gradients resemble each other depends on model, data and batch, so a worker's
 * nearest resemblance is compared with those of the others. With x_i the distance between the
 * directions of worker i's gradient and the nearest that it is compared with, it is named if {@code
 * x_i < 0.1 s}, where s is the median of all x, or the (2f+1)-th smallest if that is greater: at
 * most f workers copy from at most f others. Where all workers compute the same, s is 0 and nobody
 * is named.
 *
 * <p>Immutable. Cost O(n d) time for the sketches, and O(n²) comparisons of {@value Sketch#LENGTH}
 * numbers; memory {@value #KEPT} sketches a worker.
 */
public final class CopyCheck {
    static final int KEPT = 8;

    /** A named worker's distance over that of others. */
    private static final double NEAR = 0.1;

    /** Below this, distances are rounding of float32. */
    private static final double ROUNDING = 1e-5;

    /** A gradient with at most this share of its coordinates is sparse. */
    private static final double SPARSE = 0.25;

    private static final String KIND = "copies";
    private static final String GRADIENT = "gradient";

    private final int f;
    private final long seed;
    private final List<List<Gradient>> past;
    private final double[][] nearest;

    private CopyCheck(int f, long seed, List<List<Gradient>> past, double[][] nearest) {
        this.f = f;
        this.seed = seed;
        this.past = past;
        this.nearest = nearest;
    }

    /**
     * Before the first round.
     *
     * @param n workers, of whom f may be faulty
     * @param seed of the signs of sketches
     */
    public static CopyCheck of(int n, int f, long seed) {
        var none = new double[Look.values().length][n];
        Arrays.stream(none).forEach(of -> Arrays.fill(of, Double.NaN));
        var past = new ArrayList<List<Gradient>>();
        for (int worker = 0; worker < n; worker++) {
            past.add(List.of());
        }
        return new CopyCheck(f, seed, past, none);
    }

    /**
     * What was found in a round.
     *
     * @param evidence by worker, as text
     * @param next the check of the next round
     */
    public record Findings(SortedMap<Integer, String> evidence, CopyCheck next) {}

    /**
     * Compares the gradients of a round.
     *
     * @param senders by row; one that is negative is no single worker, and its row is left out
     * @param rows not modified
     */
    public Findings look(long round, List<Integer> senders, float[][] rows) {
        List<Gradient> sent = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            if (senders.get(i) >= 0) {
                sent.add(sketched(round, senders.get(i), rows[i]));
            }
        }
        double[][] distances = Arrays.stream(nearest).map(double[]::clone).toArray(double[][]::new);
        List<Match> matches = new ArrayList<>();
        for (Look look : Look.values()) {
            List<Match> found = matches(look, sent);
            found.forEach(match -> distances[look.ordinal()][match.of.worker()] = match.distance);
            matches.addAll(found);
        }
        var evidence = new TreeMap<Integer, String>();
        for (Match match : matches) {
            double usual = usual(distances[match.look.ordinal()]);
            if (usual > ROUNDING && match.distance < NEAR * usual) {
                evidence.putIfAbsent(match.of.worker(), match.text(usual));
            }
        }
        return new Findings(evidence, new CopyCheck(f, seed, with(sent), distances));
    }

    private Gradient sketched(long round, int worker, float[] row) {
        Sketch values = Sketch.ofValues(row, seed);
        Sketch places = Sketch.ofPlaces(row, seed, (int) (SPARSE * row.length));
        return new Gradient(worker, round, values, places);
    }

    /** The nearest gradient that one is compared with. */
    private record Match(Look look, Gradient of, Gradient other, double distance) {
        String text(double usual) {
            return Text.of(
                    "%s, %.2g apart where others are %.2g",
                    look.describe(of, other), distance, usual);
        }
    }

    private List<Match> matches(Look look, List<Gradient> sent) {
        List<Match> matches = new ArrayList<>();
        for (Gradient one : sent) {
            List<Gradient> candidates = new ArrayList<>(sent);
            past.forEach(of -> candidates.addAll(of.subList(0, Math.min(1, of.size()))));
            candidates.addAll(past.get(one.worker()));
            nearest(look, one, candidates).ifPresent(matches::add);
        }
        return matches;
    }

    private static Optional<Match> nearest(Look look, Gradient one, List<Gradient> candidates) {
        Optional<Match> nearest = Optional.empty();
        for (Gradient other : candidates) {
            if (other != one && look.compares(one, other)) {
                double distance = one.of(look).distance(other.of(look));
                if (nearest.isEmpty() || distance < nearest.get().distance) {
                    nearest = Optional.of(new Match(look, one, other, distance));
                }
            }
        }
        return nearest;
    }

    /** The distance that is usual; 0 if too few workers are known to tell. */
    private double usual(double[] distances) {
        double[] known = Arrays.stream(distances).filter(Double::isFinite).sorted().toArray();
        return known.length <= 2 * f ? 0 : known[Math.max(2 * f, known.length / 2)];
    }

    private List<List<Gradient>> with(List<Gradient> sent) {
        var next = new ArrayList<>(past);
        for (Gradient one : sent) {
            List<Gradient> all = new ArrayList<>(List.of(one));
            all.addAll(next.get(one.worker()));
            next.set(one.worker(), List.copyOf(all.subList(0, Math.min(KEPT, all.size()))));
        }
        return next;
    }

    /** This as a snapshot. */
    public Snapshot snapshot() {
        List<Snapshot> gradients = new ArrayList<>();
        past.forEach(of -> of.forEach(one -> gradients.add(snapshot(one))));
        return Snapshot.of(KIND)
                .with("nearest", Arrays.stream(nearest).flatMapToDouble(Arrays::stream).toArray())
                .with("gradients", gradients)
                .build();
    }

    private static Snapshot snapshot(Gradient one) {
        return Snapshot.of(GRADIENT)
                .with("worker", (long) one.worker())
                .with("round", one.round())
                .with("values", one.values().sums())
                .with("norm", one.values().norm())
                .with("places", one.places().sums())
                .build();
    }

    /**
     * The check in a snapshot, with the settings of this one.
     *
     * @param dimension d
     * @throws IllegalArgumentException naming the field that does not fit
     */
    public CopyCheck restored(Snapshot snapshot, int dimension) {
        int n = past.size();
        snapshot.expecting(KIND).holding("nearest", "gradients");
        double[] all = snapshot.reals("nearest", n * nearest.length);
        var distances = new double[nearest.length][];
        Arrays.setAll(distances, k -> Arrays.copyOfRange(all, k * n, (k + 1) * n));
        var kept = new ArrayList<>(past);
        for (Snapshot part : snapshot.parts("gradients")) {
            Gradient one = gradient(part, n, Math.min(Sketch.LENGTH, dimension));
            List<Gradient> of = new ArrayList<>(kept.get(one.worker()));
            of.add(one);
            kept.set(one.worker(), List.copyOf(of.subList(0, Math.min(KEPT, of.size()))));
        }
        return new CopyCheck(f, seed, kept, distances);
    }

    private static Gradient gradient(Snapshot part, int n, int length) {
        part.expecting(GRADIENT);
        return new Gradient(
                (int) part.whole("worker", 0, n - 1),
                part.whole("round"),
                new Sketch(part.vector("values", length), part.real("norm")),
                new Sketch(part.vector("places", length), 1));
    }
}
