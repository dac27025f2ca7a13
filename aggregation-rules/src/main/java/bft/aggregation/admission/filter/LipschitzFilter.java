package bft.aggregation.admission.filter;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Members;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.kernels.Vectors;
import bft.aggregation.state.OwnedVector;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;
import bft.spec.BadArgument;
import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * Admits a gradient that changes no faster along the model's path than the gradients of most
 * workers.
 *
 * <p>With g the gradient of worker p at version v, and g' its previous one at v', its coefficient
 * is {@code K_p = |g - g'| / |x_v - x_v'|}, and the gradient passes if its candidate coefficient is
 * at most the (n-f)-th smallest of K_1..K_n. Up to f of these come from Byzantine workers, so the
 * threshold is at most the largest honest coefficient. The candidate is K_p itself ({@link
 * Candidate#WORKER}), or {@code |g - g_last| / |x_t - x_(t-1)|} with g_last the gradient accepted
 * last ({@link Candidate#SERVER}).
 *
 * <p>Requires n >= 2f + 1. Cost O(d + n log n) time a gradient; space n gradients of d floats, one
 * more for SERVER, and references to at most n + 2 model versions; with several attempts twice
 * that.
 *
 * <p>Georgios Damaskinos, El Mahdi El Mhamdi, Rachid Guerraoui, Rhicheek Patra, Mahsa Taziki:
 * Asynchronous Byzantine Machine Learning (the case of SGD), ICML 2018, Kardam's Lipschitz filter.
 * Where the sources leave it open, we decide: an unknown coefficient is infinite, so nothing is
 * rejected before n-f workers have sent two gradients; until then there is no protection, but
 * without it the model would never move and no coefficient could be computed. 0/0 is 0. K_p is
 * updated before the test, also if the gradient is then rejected. Every coefficient is computed
 * here, none is reported by a worker. The coefficient of a worker that does not take part is
 * infinite, because a missing worker is one of the f faulty ones; otherwise the coefficient 0 of a
 * worker that sent one vector twice and fell silent would lower the threshold for ever. Of a
 * worker's gradients on one version {@code attempts} are read: the coefficient of each is computed
 * against the worker's first gradient on the version before; otherwise an old coefficient would
 * apply or the path would have length zero. Further ones leave K_p unchanged and are rejected with
 * WORKER.
 *
 * <p>WORKER is the default because it compares like with like. SERVER divides by the length of one
 * step of the server, while the thresholds are divided by the path between two versions that one
 * worker saw: on MNIST with ten workers that mismatch of scale rejects 84 % of honest gradients,
 * where WORKER rejects the f/n that the paper's slowdown promises.
 */
public final class LipschitzFilter implements AdmissionFilter, Snapshotable {
    /** Whose coefficients the threshold is taken from. */
    public enum Threshold {
        /** The (n-f)-th smallest of all, the candidate's among them. */
        ALL,

        /**
         * The quantile (n-f)/n of the other workers', rounded down, which is the same as to pass
         * among the n-f-1 smallest of all. Ours: then one honest worker that is much steeper than
         * the others, as after a short path, is not enough for a steep forged gradient to pass.
         */
        OTHERS
    }

    /** Which coefficient is compared with the threshold. */
    public enum Candidate {
        WORKER,
        SERVER
    }

    private static final float[] NONE = {};

    private final int n;
    private final int f;
    private final Candidate candidate;
    private final Threshold from;
    private final int attempts;
    private final double[] coefficients;
    private final long[] versions;

    /** How many gradients each worker has sent on its version. */
    private final long[] tries;

    /**
     * The first gradient of each worker on its version, and on the version before if there are
     * several attempts.
     */
    private final OwnedVector[] gradients;

    private final float[][] models;
    private final OwnedVector[] olderGradients;
    private final float[][] olderModels;
    private final OwnedVector lastAccepted = new OwnedVector();
    private Members members;
    private long newest;

    /**
     * @param from whose coefficients the threshold is taken from
     * @param attempts gradients of a worker on one version that are read, at least 1
     * @throws IllegalArgumentException unless n >= 2f+1 and f >= 0
     */
    public LipschitzFilter(int n, int f, Candidate candidate, Threshold from, int attempts) {
        BadArgument.when(f < 0 || n < 2 * f + 1)
                .because("the Lipschitz filter needs n >= 2f+1 and f >= 0, got n=%s, f=%s", n, f);
        this.n = n;
        this.f = f;
        this.candidate = candidate;
        this.from = from;
        this.attempts = attempts;
        coefficients = new double[n];
        Arrays.fill(coefficients, Double.POSITIVE_INFINITY);
        versions = new long[n];
        Arrays.fill(versions, -1);
        tries = new long[n];
        var all = new boolean[n];
        Arrays.fill(all, true);
        members = new Members(n, all);
        gradients = none(n);
        models = new float[n][];
        Arrays.fill(models, NONE);
        olderGradients = none(n);
        olderModels = models.clone();
    }

    private static OwnedVector[] none(int n) {
        var vectors = new OwnedVector[n];
        Arrays.setAll(vectors, worker -> new OwnedVector());
        return vectors;
    }

    @Override
    public Admission admit(Contribution contribution, LongFunction<float[]> modelAt) {
        Reading reading = read(contribution, modelAt);
        if (reading.passes()) {
            accepted(contribution);
        }
        return reading.admission();
    }

    @Override
    public void updated(long version) {
        newest = version;
    }

    /**
     * Computes the coefficients of a gradient and keeps it for the next gradient of that worker.
     */
    Reading read(Contribution contribution, LongFunction<float[]> modelAt) {
        int worker = contribution.worker();
        boolean repeated = contribution.baseVersion() == versions[worker];
        if (!repeated) {
            keep(contribution, modelAt.apply(contribution.baseVersion()));
        } else if (tries[worker] < attempts && olderModels[worker].length > 0) {
            coefficients[worker] = coefficient(contribution.gradient(), worker);
        }
        tries[worker]++;
        double own = coefficients[worker];
        double tested = candidate == Candidate.WORKER ? own : ofLastStep(contribution, modelAt);
        boolean refused = tries[worker] > attempts && candidate == Candidate.WORKER;
        return new Reading(refused, contribution.baseVersion(), own, tested, threshold());
    }

    /** Reports that all filters have accepted the gradient. */
    void accepted(Contribution contribution) {
        if (candidate == Candidate.SERVER) {
            copy(contribution.gradient(), lastAccepted);
        }
    }

    @Override
    public void members(Members reported) {
        members = reported;
    }

    /**
     * The (n-f)-th smallest coefficient of the members, infinite until n-f of those present have
     * one; the (n-f-1)-th if taken from others.
     */
    public double threshold() {
        double[] sorted = coefficients.clone();
        for (int worker = 0; worker < n; worker++) {
            sorted[worker] = members.present()[worker] ? sorted[worker] : Double.POSITIVE_INFINITY;
        }
        Arrays.sort(sorted);
        int rank = members.count() - f - (from == Threshold.OTHERS ? 1 : 0);
        return sorted[rank - 1];
    }

    private void keep(Contribution contribution, float[] model) {
        int worker = contribution.worker();
        float[] gradient = contribution.gradient();
        if (versions[worker] >= 0) {
            coefficients[worker] =
                    ratio(
                            Vectors.distance(gradient, gradients[worker].values()),
                            Vectors.distance(model, models[worker]));
        }
        if (attempts > 1) {
            OwnedVector spare = olderGradients[worker];
            olderGradients[worker] = gradients[worker];
            olderModels[worker] = models[worker];
            gradients[worker] = spare;
        }
        copy(gradient, gradients[worker]);
        models[worker] = model;
        versions[worker] = contribution.baseVersion();
        tries[worker] = 0;
    }

    /** The coefficient of a further gradient on the worker's version. */
    private double coefficient(float[] gradient, int worker) {
        return ratio(
                Vectors.distance(gradient, olderGradients[worker].values()),
                Vectors.distance(models[worker], olderModels[worker]));
    }

    private static void copy(float[] gradient, OwnedVector to) {
        System.arraycopy(gradient, 0, to.next(gradient.length), 0, gradient.length);
    }

    private double ofLastStep(Contribution contribution, LongFunction<float[]> modelAt) {
        if (newest == 0 || lastAccepted.isEmpty()) {
            return 0;
        }
        return ratio(
                Vectors.distance(contribution.gradient(), lastAccepted.values()),
                Vectors.distance(modelAt.apply(newest), modelAt.apply(newest - 1)));
    }

    private static double ratio(double change, double path) {
        return change == 0 ? 0 : change / path;
    }

    @Override
    public Snapshot snapshot() {
        return Snapshot.of("lipschitz")
                .with("newest", newest)
                .with("versions", versions)
                .with("tries", tries)
                .with("coefficients", coefficients)
                .with("gradients", shared(gradients))
                .with("models", models)
                .with("older-gradients", shared(olderGradients))
                .with("older-models", olderModels)
                .with("last-accepted", lastAccepted.share())
                .build();
    }

    private static float[][] shared(OwnedVector[] vectors) {
        return Arrays.stream(vectors).map(OwnedVector::share).toArray(float[][]::new);
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        snapshot.like(snapshot());
        long savedNewest = snapshot.whole("newest", 0, Long.MAX_VALUE);
        long[] savedVersions = snapshot.wholes("versions", n, -1, savedNewest);
        long[] savedTries = snapshot.wholes("tries", n, 0, Long.MAX_VALUE - 1);
        double[] savedCoefficients = snapshot.reals("coefficients", n);
        float[][] savedGradients = snapshot.vectors("gradients", n, dimension);
        float[][] savedModels = snapshot.vectors("models", n, dimension);
        float[][] savedOlder = snapshot.vectors("older-gradients", n, dimension);
        float[][] savedOlderModels = snapshot.vectors("older-models", n, dimension);
        float[] savedLast = snapshot.vector("last-accepted", dimension);
        for (int worker = 0; worker < n; worker++) {
            requireSound(
                    worker,
                    savedVersions[worker] >= 0,
                    savedCoefficients[worker],
                    savedGradients[worker].length,
                    savedModels[worker].length);
            requireSound(worker, savedOlder[worker].length, savedOlderModels[worker].length);
        }
        return () -> {
            newest = savedNewest;
            System.arraycopy(savedVersions, 0, versions, 0, n);
            System.arraycopy(savedCoefficients, 0, coefficients, 0, n);
            System.arraycopy(savedTries, 0, tries, 0, n);
            System.arraycopy(savedModels, 0, models, 0, n);
            System.arraycopy(savedOlderModels, 0, olderModels, 0, n);
            for (int worker = 0; worker < n; worker++) {
                gradients[worker].set(savedGradients[worker]);
                olderGradients[worker].set(savedOlder[worker]);
            }
            lastAccepted.set(savedLast);
        };
    }

    private static void requireSound(
            int worker, boolean hasSent, double coefficient, int gradient, int model) {
        boolean isInfinite = coefficient == Double.POSITIVE_INFINITY;
        boolean sound =
                hasSent
                        ? coefficient >= 0 && gradient > 0 && model > 0
                        : isInfinite && gradient == 0 && model == 0;
        if (!sound) {
            throw BadArgument.of(
                    "lipschitz: worker %s has sent %s, but coefficient %s, a gradient of "
                            + "%s and a model of %s coordinates",
                    worker, hasSent ? "something" : "nothing", coefficient, gradient, model);
        }
    }

    private static void requireSound(int worker, int gradient, int model) {
        BadArgument.when(gradient != model)
                .because(
                        "lipschitz: worker %s has an older gradient of %s and a model of %s coordinates",
                        worker, gradient, model);
    }

    /**
     * The coefficients of one gradient.
     *
     * @param repeated whether it is one gradient too many on its version and must not pass
     * @param coefficient K_p
     * @param candidate the coefficient that is compared with the threshold
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

        Admission admission() {
            if (repeated) {
                return new Rejected(
                        Rejection.DUPLICATE, "too many gradients on version " + baseVersion);
            }
            return passes()
                    ? new Admitted(1, note())
                    : new Rejected(Rejection.LIPSCHITZ_EXCEEDED, note());
        }

        /** The coefficient and its bound, as text. */
        String note() {
            return "Lipschitz coefficient " + candidate + ", at most " + threshold + " passes";
        }
    }
}
