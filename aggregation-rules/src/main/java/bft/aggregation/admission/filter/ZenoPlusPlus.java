package bft.aggregation.admission.filter;

import bft.aggregation.admission.Admission;
import bft.aggregation.admission.AdmissionFilter;
import bft.aggregation.admission.Admitted;
import bft.aggregation.admission.Contribution;
import bft.aggregation.admission.Rejected;
import bft.aggregation.admission.Rejection;
import bft.aggregation.kernels.Vectors;
import bft.aggregation.state.OwnedVector;
import bft.aggregation.state.Snapshot;
import bft.aggregation.state.Snapshotable;
import bft.spec.BadArgument;
import java.util.function.LongFunction;

/**
 * Admits a gradient that would descend on the caller's own clean data.
 *
 * <p>With v the trusted root gradient and g scaled to its length, {@code g' = g |v| / |g|}, the
 * gradient passes if {@code gamma <v, g'> - rho |g'|^2 >= -gamma epsilon}; its weight is {@code |v|
 * / |g|}, so that g' is what is added. Tolerates any number of Byzantine workers. Cost O(d) time, d
 * floats.
 *
 * <p>Cong Xie, Oluwasanmi Koyejo, Indranil Gupta: Zeno++: Robust Fully Asynchronous SGD, ICML 2020.
 * The caller computes v on a few samples that no worker has, and recomputes it every few versions
 * (10 in the paper). The authors' code takes |g|^2 before the rescaling; we follow the paper. g = 0
 * has weight 0.
 */
public final class ZenoPlusPlus implements AdmissionFilter, Snapshotable {
    private final double learningRate;
    private final double rho;
    private final double epsilon;
    private final OwnedVector root = new OwnedVector();

    /**
     * @param learningRate gamma, of the optimiser, above 0
     * @param rho penalty on length, at least 0; the paper has 0.001 to 0.002
     * @param epsilon how far a gradient may ascend, at least 0; the paper has 0 to 0.1
     * @throws IllegalArgumentException if one is out of its range
     */
    public ZenoPlusPlus(double learningRate, double rho, double epsilon) {
        BadArgument.when(!(learningRate > 0 && rho >= 0 && epsilon >= 0))
                .because(
                        "zeno++ needs a learning rate > 0, rho >= 0, epsilon >= 0, got %s, %s, %s",
                        learningRate, rho, epsilon);
        this.learningRate = learningRate;
        this.rho = rho;
        this.epsilon = epsilon;
    }

    /**
     * Sets the trusted gradient, before the first admission and whenever there is a newer one.
     *
     * @param gradient d coordinates, at least one, finite: checked by the caller; copied
     */
    public void trust(float[] gradient) {
        BadArgument.when(gradient.length == 0).because("the root gradient is empty");
        System.arraycopy(gradient, 0, root.next(gradient.length), 0, gradient.length);
    }

    boolean hasRoot() {
        return !root.isEmpty();
    }

    /**
     * @throws IllegalStateException if there is no trusted gradient yet
     */
    @Override
    public Admission admit(Contribution contribution, LongFunction<float[]> modelAt) {
        if (!hasRoot()) {
            throw new IllegalStateException("zeno++ needs a root gradient before it can filter");
        }
        float[] gradient = contribution.gradient();
        double scale = scale(gradient);
        double score = score(gradient, scale);
        double least = -learningRate * epsilon;
        return score >= least
                ? new Admitted(scale)
                : new Rejected(Rejection.LOW_SCORE, "score " + score + ", at least " + least);
    }

    double score(float[] gradient, double scale) {
        double length = scale * Vectors.norm(gradient);
        return learningRate * scale * Vectors.dot(root.values(), gradient) - rho * length * length;
    }

    double scale(float[] gradient) {
        double norm = Vectors.norm(gradient);
        return norm == 0 ? 0 : Vectors.norm(root.values()) / norm;
    }

    @Override
    public Snapshot snapshot() {
        return Snapshot.of("zeno-plus-plus").with("root", root.share()).build();
    }

    @Override
    public Runnable restoring(Snapshot snapshot, int dimension) {
        snapshot.expecting("zeno-plus-plus").holding("root");
        float[] saved = snapshot.vector("root", dimension);
        return () -> root.set(saved);
    }
}
