package bft.worker.training;

import bft.worker.wire.Draws;

/**
 * The worker sends only what moves the model as the others move it: u is relevant if the share of
 * coordinates in which it has the sign of the last global update, x_{t-1} - x_t, is at least the
 * threshold, v or v / sqrt(t) (L. Wang, W. Wang, B. Li, "CMFL: mitigating communication overhead
 * for federated learning", ICDCS 2019, section IV). t counts the updates of this worker, and x_t
 * are the models that it has pulled; the first of them has no update before it, and everything is
 * relevant to it.
 *
 * <p>The state is not saved when a worker dies. Memory: 2 vectors.
 */
final class RelevanceFilter implements GradientSource {
    private static final float[] NOTHING = {};

    private final double threshold;
    private final boolean decays;
    private final GradientSource source;
    private long version = -1;
    private float[] newest = {};
    private float[] moved = {};
    private long updates;

    /**
     * @param threshold v, in [0, 1]
     * @param decays whether it is divided by the root of t
     */
    RelevanceFilter(double threshold, boolean decays, GradientSource source) {
        this.threshold = threshold;
        this.decays = decays;
        this.source = source;
    }

    @Override
    public float[] gradientAt(Draw draw, float[] parameters) {
        float[] update = source.gradientAt(draw, parameters);
        if (Draws.version(draw.number()) != version) {
            follow(parameters);
            version = Draws.version(draw.number());
        }
        updates++;
        double least = decays ? threshold / Math.sqrt(updates) : threshold;
        return relevance(update) >= least ? update : NOTHING;
    }

    private void follow(float[] parameters) {
        moved = newest.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= parameters[i];
        }
        newest = parameters.clone();
    }

    private double relevance(float[] update) {
        if (moved.length == 0) {
            return 1;
        }
        int same = 0;
        for (int i = 0; i < update.length; i++) {
            same += Math.signum(update[i]) == Math.signum(moved[i]) ? 1 : 0;
        }
        return same / (double) update.length;
    }

    @Override
    public GradientSource fork() {
        var fork = new RelevanceFilter(threshold, decays, source.fork());
        fork.version = version;
        fork.newest = newest;
        fork.moved = moved;
        fork.updates = updates;
        return fork;
    }
}
