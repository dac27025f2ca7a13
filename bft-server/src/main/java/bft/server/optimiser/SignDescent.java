package bft.server.optimiser;

import static bft.server.optimiser.Branchless.sign;

/**
 * Descent by the sign of the gradient, or with {@code beta} above 0 of its mean:
 *
 * <pre>
 * x &lt;- x - rate(t) sign(g)
 * m &lt;- beta m + (1 - beta) g,   x &lt;- x - rate(t) sign(m)
 * </pre>
 *
 * A coordinate of exactly 0 does not move.
 *
 * <p>Cost O(d) time, no slot, one of d values with a mean.
 *
 * <p>J. Bernstein, Y.-X. Wang, K. Azizzadenesheli and A. Anandkumar, signSGD: Compressed
 * Optimisation for Non-Convex Problems, ICML, 2018: signSGD, algorithm 1, and Signum, algorithm 2.
 * Here the aggregate's sign is taken; the paper's majority vote takes that of each worker's
 * gradient, which is the aggregation rule {@code sign-majority}.
 *
 * @param rate the learning rate at each step
 * @param beta share of the mean that is kept, in [0, 1)
 */
record SignDescent(Schedule rate, double beta) implements Optimiser {
    @Override
    public int slots(int dimension) {
        return beta > 0 ? 1 : 0;
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        return beta > 0 ? signum(parameters, gradient, state) : plain(parameters, gradient, state);
    }

    private Result plain(float[] parameters, float[] gradient, OptimiserState state) {
        float eta = (float) rate.rateAt(state.step());
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = parameters[i] - eta * sign(gradient[i]);
        }
        return new Result(moved, state.next());
    }

    private Result signum(float[] parameters, float[] gradient, OptimiserState state) {
        float eta = (float) rate.rateAt(state.step());
        float keep = (float) beta;
        float add = (float) (1 - beta);
        float[] before = state.slots()[0];
        var means = new float[parameters.length];
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            float mean = keep * before[i] + add * gradient[i];
            means[i] = mean;
            moved[i] = parameters[i] - eta * sign(mean);
        }
        return new Result(moved, state.next(means));
    }

    @Override
    public String toString() {
        return "sign:beta=" + beta;
    }
}
