package bft.aggregation.admission.filter;

import bft.aggregation.admission.Accepted;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Recallable;
import bft.aggregation.admission.Recollection;
import bft.aggregation.admission.Refusal;
import bft.aggregation.admission.Refused;
import bft.aggregation.admission.Verdict;
import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * Accepts a gradient that changes no faster along the model's path than those of most workers.
 *
 * <p>With g the gradient of worker p at version v, and g' its previous one at v', its coefficient
 * is {@code K_p = |g - g'| / |x_v - x_v'|}, and the gradient passes if its candidate coefficient is
 * at most the (n-f)-th smallest of K_1..K_n. Of those f may be lies, so the threshold is at most
 * the largest honest coefficient. The candidate is K_p itself ({@link Candidate#WORKER}), or {@code
 * |g - g_last| / |x_t - x_(t-1)|} with g_last the gradient accepted last ({@link
 * Candidate#SERVER}).
 *
 * <p>Requires n >= 2f + 1. Cost O(d + n log n) time a gradient; memory n gradients of d floats, one
 * more for SERVER, and references to at most n + 2 model versions.
 *
 * <p>Georgios Damaskinos, El Mahdi El Mhamdi, Rachid Guerraoui, Rhicheek Patra, Mahsa Taziki:
 * Asynchronous Byzantine Machine Learning (the case of SGD), ICML 2018, Kardam's Lipschitz filter.
 * Where the sources are silent, this is ours: an unknown coefficient is infinite (so nothing is
 * refused before n-f workers have sent two gradients: it lets the model move, without which no
 * coefficient could ever be formed, and it protects nobody until then); 0/0 is 0; K_p is updated
 * before the test, also if the gradient is then refused; every coefficient is computed here, none
 * is taken from a worker; a second gradient on one version leaves K_p alone and is refused with
 * WORKER, where it would pass by an old coefficient.
 *
 * <p>WORKER is the default because it compares like with like. SERVER divides by the length of one
 * step of the server, while the thresholds are divided by the path between two versions that one
 * worker saw: on MNIST with ten workers that mismatch of scale rejects 84 % of honest gradients,
 * where WORKER rejects the f/n that the paper's slowdown promises.
 */
public final class LipschitzFilter implements AdmissionFilter, Recallable {
    /** Which coefficient is held against the threshold. */
    public enum Candidate {
        WORKER,
        SERVER
    }

    private static final float[] NONE = {};

    private final int n;
    private final int f;
    private final Candidate candidate;
    private final double[] coefficients;
    private final long[] versions;
    private final float[][] gradients;
    private final float[][] models;
    private float[] lastAccepted = NONE;
    private long newest;

    /**
     * @throws IllegalArgumentException unless n >= 2f+1 and f >= 0
     */
    public LipschitzFilter(int n, int f, Candidate candidate) {
        if (f < 0 || n < 2 * f + 1) {
            throw new IllegalArgumentException(
                    "the Lipschitz filter needs n >= 2f+1 and f >= 0, got n=" + n + ", f=" + f);
        }
        this.n = n;
        this.f = f;
        this.candidate = candidate;
        coefficients = new double[n];
        Arrays.fill(coefficients, Double.POSITIVE_INFINITY);
        versions = new long[n];
        Arrays.fill(versions, -1);
        gradients = new float[n][];
        Arrays.fill(gradients, NONE);
        models = gradients.clone();
    }

    @Override
    public Verdict judge(Contribution contribution, LongFunction<float[]> modelAt) {
        if (!Vectors.isFinite(contribution.gradient())) {
            return new Refused(Refusal.NON_FINITE, "a coordinate is NaN or infinite");
        }
        Reading reading = read(contribution, modelAt);
        if (reading.passes()) {
            accepted(contribution);
        }
        return reading.verdict();
    }

    @Override
    public void updated(long version) {
        newest = version;
    }

    /** What the filter makes of a finite gradient; takes it into its memory. */
    Reading read(Contribution contribution, LongFunction<float[]> modelAt) {
        int worker = contribution.worker();
        boolean repeated = contribution.baseVersion() == versions[worker];
        if (!repeated) {
            remember(contribution, modelAt.apply(contribution.baseVersion()));
        }
        double own = coefficients[worker];
        double tested = candidate == Candidate.WORKER ? own : ofLastStep(contribution, modelAt);
        boolean refused = repeated && candidate == Candidate.WORKER;
        return new Reading(refused, contribution.baseVersion(), own, tested, threshold());
    }

    /** The gradient counts, by the judgement of all. */
    void accepted(Contribution contribution) {
        if (candidate == Candidate.SERVER) {
            lastAccepted = contribution.gradient().clone();
        }
    }

    /** The (n-f)-th smallest coefficient, infinite until n-f workers have one. */
    public double threshold() {
        double[] sorted = coefficients.clone();
        Arrays.sort(sorted);
        return sorted[n - f - 1];
    }

    private void remember(Contribution contribution, float[] model) {
        int worker = contribution.worker();
        float[] gradient = contribution.gradient();
        if (versions[worker] >= 0) {
            coefficients[worker] =
                    ratio(
                            Vectors.distance(gradient, gradients[worker]),
                            Vectors.distance(model, models[worker]));
            System.arraycopy(gradient, 0, gradients[worker], 0, gradient.length);
        } else {
            gradients[worker] = gradient.clone();
        }
        models[worker] = model;
        versions[worker] = contribution.baseVersion();
    }

    private double ofLastStep(Contribution contribution, LongFunction<float[]> modelAt) {
        if (newest == 0 || lastAccepted.length == 0) {
            return 0;
        }
        return ratio(
                Vectors.distance(contribution.gradient(), lastAccepted),
                Vectors.distance(modelAt.apply(newest), modelAt.apply(newest - 1)));
    }

    private static double ratio(double change, double path) {
        return change == 0 ? 0 : change / path;
    }

    /** Counts: newest version, then each worker's version or -1. */
    @Override
    public Recollection recollection() {
        var counts = new long[n + 1];
        counts[0] = newest;
        System.arraycopy(versions, 0, counts, 1, n);
        var vectors = new float[2 * n + 1][];
        for (int worker = 0; worker < n; worker++) {
            vectors[worker] = gradients[worker].clone();
            vectors[n + worker] = models[worker];
        }
        vectors[2 * n] = lastAccepted;
        return new Recollection("lipschitz", counts, coefficients.clone(), vectors);
    }

    @Override
    public void recall(Recollection recollection, int dimension) {
        recollection.expecting("lipschitz", n + 1, n, 2 * n + 1, 0).expectingVectorsOf(dimension);
        for (int worker = 0; worker < n; worker++) {
            requireSound(recollection, worker);
        }
        long[] counts = recollection.counts();
        newest = counts[0];
        System.arraycopy(counts, 1, versions, 0, n);
        System.arraycopy(recollection.values(), 0, coefficients, 0, n);
        for (int worker = 0; worker < n; worker++) {
            gradients[worker] = recollection.vectors()[worker].clone();
            models[worker] = recollection.vectors()[n + worker];
        }
        lastAccepted = recollection.vectors()[2 * n];
    }

    private void requireSound(Recollection recollection, int worker) {
        long version = recollection.counts()[worker + 1];
        double coefficient = recollection.values()[worker];
        int gradient = recollection.vectors()[worker].length;
        int model = recollection.vectors()[n + worker].length;
        boolean sound =
                version < 0
                        ? version == -1
                                && gradient + model == 0
                                && coefficient == Double.POSITIVE_INFINITY
                        : version <= recollection.counts()[0] && gradient > 0 && model > 0;
        if (!sound || !(coefficient >= 0)) {
            throw new IllegalArgumentException(
                    "lipschitz: worker "
                            + worker
                            + " has version "
                            + version
                            + ", coefficient "
                            + coefficient
                            + ", gradient of "
                            + gradient
                            + ", model of "
                            + model
                            + ", newest version "
                            + recollection.counts()[0]);
        }
    }

    @Override
    public String toString() {
        return "lipschitz:candidate=" + candidate + Arrays.toString(coefficients);
    }

    /**
     * What was found.
     *
     * @param repeated a second gradient on one version that must not pass
     * @param coefficient K_p
     * @param candidate the coefficient that is held against the threshold
     * @param threshold the (n-f)-th smallest
     */
    record Reading(
            boolean repeated,
            long baseVersion,
            double coefficient,
            double candidate,
            double threshold) {
        boolean passes() {
            return !repeated && candidate <= threshold;
        }

        Verdict verdict() {
            if (repeated) {
                return new Refused(Refusal.DUPLICATE, "second gradient on version " + baseVersion);
            }
            return passes()
                    ? new Accepted(1)
                    : new Refused(
                            Refusal.TOO_STEEP,
                            "Lipschitz coefficient "
                                    + candidate
                                    + ", at most "
                                    + threshold
                                    + " passes");
        }
    }
}
