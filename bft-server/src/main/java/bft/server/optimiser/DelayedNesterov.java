package bft.server.optimiser;

/**
 * Nesterov's momentum for pseudo-gradients that arrive one by one: each moves the parameters at
 * once, but only every N-th step changes the velocity, by the mean of the last N, so that momentum
 * does not add up over stale ones.
 *
 * <pre>
 * s &lt;- s + g
 * each N-th step:  v &lt;- beta v + s / N,  x &lt;- x - rate(t) (g / N + beta v),  s &lt;- 0
 * other steps:     x &lt;- x - rate(t) g / N
 * </pre>
 *
 * N steps together are one step of Nesterov's momentum along the mean of N pseudo-gradients, and
 * with N = 1 it is Nesterov's momentum.
 *
 * <p>Cost O(d) time, two slots of d values.
 *
 * <p>B. Liu, R. Chhaparia, A. Douillard et al., Asynchronous Local-SGD Training for Language
 * Modeling, 2024, with c = 0: no part of the velocity is applied between. The text was not at hand;
 * this is what its readers describe.
 *
 * @param rate the learning rate at each step
 * @param beta share of the velocity that is kept, in [0, 1)
 * @param every N, at least 1
 */
record DelayedNesterov(Schedule rate, double beta, int every) implements Optimiser {

    @Override
    public int slots(int dimension) {
        return 2;
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        double eta = rate.rateAt(state.step());
        boolean isWhole = (state.step() + 1) % every == 0;
        float[] before = state.slots()[0];
        float[] summed = state.slots()[1];
        var velocity = isWhole ? new float[parameters.length] : before;
        var sum = new float[parameters.length];
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            double all = (double) summed[i] + gradient[i];
            double ahead = 0;
            if (isWhole) {
                velocity[i] = (float) (beta * before[i] + all / every);
                ahead = beta * velocity[i];
            } else {
                sum[i] = (float) all;
            }
            moved[i] = (float) (parameters[i] - eta * ((double) gradient[i] / every + ahead));
        }
        return new Result(moved, state.next(velocity, sum));
    }

    @Override
    public String toString() {
        return "delayed-nesterov:beta=" + beta + ",every=" + every;
    }
}
