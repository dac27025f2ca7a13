package bft.server.optimiser;

import static bft.server.optimiser.Branchless.sign;

/**
 * Lion, whose every coordinate moves by the rate or not at all:
 *
 * <pre>
 * x &lt;- (1 - rate(t) decay) x - rate(t) sign(beta1 m + (1 - beta1) g)
 * m &lt;- beta2 m + (1 - beta2) g
 * </pre>
 *
 * <p>Cost O(d) time, one slot of d values.
 *
 * <p>X. Chen, C. Liang, D. Huang, E. Real et al., Symbolic Discovery of Optimization Algorithms,
 * NeurIPS, 2023, algorithm 2. The paper advises a rate 3 to 10 times smaller than for AdamW.
 *
 * @param rate the learning rate at each step
 * @param beta1 weight of the mean in the direction, in [0, 1)
 * @param beta2 share of the mean that is kept, in [0, 1)
 * @param decay share of the parameters removed at each step, times the rate
 */
record Lion(Schedule rate, double beta1, double beta2, double decay) implements Optimiser {
    @Override
    public int slots(int dimension) {
        return 1;
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        double exact = rate.rateAt(state.step());
        float eta = (float) exact;
        float shrink = (float) (1 - exact * decay);
        float keep1 = (float) beta1;
        float add1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float add2 = (float) (1 - beta2);
        float[] before = state.slots()[0];
        var means = new float[parameters.length];
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            float mean = before[i];
            float g = gradient[i];
            moved[i] = shrink * parameters[i] - eta * sign(keep1 * mean + add1 * g);
            means[i] = keep2 * mean + add2 * g;
        }
        return new Result(moved, state.next(means));
    }

    @Override
    public String toString() {
        return "lion:beta1=%s,beta2=%s,decay=%s".formatted(beta1, beta2, decay);
    }
}
