package bft.server.optimiser;

/**
 * Adam:
 *
 * <pre>
 * m &lt;- beta1 m + (1 - beta1) g,   v &lt;- beta2 v + (1 - beta2) g²
 * x &lt;- x - rate(t) (m / c1) / (sqrt(v / c2) + epsilon)
 * with c1 = 1 - beta1^t, c2 = 1 - beta2^t, or 1 where it is not corrected
 * </pre>
 *
 * <p>Cost O(d) time, two slots of d values.
 *
 * <p>D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization, ICLR, 2015, algorithm 1,
 * as in PyTorch. The faster form at the end of their section 2, which TensorFlow has, adds epsilon
 * before the correction of v, where it counts for more in the first steps. Without correction, and
 * with v at {@code initial} = epsilon² at first, it is FedAdam of S. Reddi et al., Adaptive
 * Federated Optimization, ICLR, 2021. Coordinates of a gradient beyond 2^63 count as that, so that
 * a square stays in float32.
 *
 * @param rate the learning rate at each step
 */
record Adam(Schedule rate, Moments moments) implements Optimiser {
    Adam {
        moments.require("adam");
    }

    @Override
    public int slots(int dimension) {
        return 2;
    }

    @Override
    public OptimiserState init(int dimension) {
        return moments.begun(Optimiser.super.init(dimension));
    }

    /** That of {@link AdamW} with no decay: it multiplies the parameters by exactly 1. */
    @Override
    public Result step(float[] parameters, float[] gradient, OptimiserState state) {
        return new AdamW(rate, moments, 0).step(parameters, gradient, state);
    }

    @Override
    public String toString() {
        return "adam:" + moments;
    }
}
