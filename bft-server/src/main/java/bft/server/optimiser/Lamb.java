package bft.server.optimiser;

/**
 * LAMB, Adam whose step is scaled in each tensor to the size of its parameters:
 *
 * <pre>
 * m &lt;- beta1 m + (1 - beta1) g,   v &lt;- beta2 v + (1 - beta2) g²
 * u &lt;- decay x + (m / c1) / (sqrt(v / c2) + epsilon)
 * x &lt;- x - rate(t) |x| / |u| u     in each tensor; without the quotient where |x| or |u| is 0
 * with c1 = 1 - beta1^t, c2 = 1 - beta2^t, or 1 where it is not corrected
 * </pre>
 *
 * <p>Cost O(d) time, three passes: directions, norms, parameters; two slots of d values.
 *
 * <p>Y. You, J. Li, S. Reddi et al., Large Batch Optimization for Deep Learning: Training BERT in
 * 76 minutes, ICLR, 2020, algorithm 2, with the identity for its function phi of |x|, as in its
 * experiments; some versions clamp |x| to 10. Versions differ in the correction, which some omit.
 *
 * @param rate the learning rate at each step
 * @param decay how much of the parameters is added to the direction, at least 0
 * @param layout the tensors
 */
record Lamb(Schedule rate, Moments moments, double decay, ParameterLayout layout)
        implements Optimiser {
    @Override
    public int slots(int dimension) {
        layout.tensorsOf(dimension);
        return 2;
    }

    @Override
    public OptimiserState init(int dimension) {
        return moments.begun(Optimiser.super.init(dimension));
    }

    @Override
    public Optimiser over(ParameterLayout other) {
        return new Lamb(rate, moments, decay, other);
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        double reach = -1 / moments.divisor1(state.step());
        Result directions = moments.step(decay, parameters, reach, gradient, state);
        apply(parameters, directions.parameters(), rate.rateAt(state.step()));
        return directions;
    }

    /** Replaces a direction by the next parameters, tensor by tensor. */
    private void apply(float[] parameters, float[] direction, double eta) {
        int[] bounds = layout.bounds(parameters.length);
        for (int t = 1; t < bounds.length; t++) {
            int from = bounds[t - 1];
            int to = bounds[t];
            double size = SquaredNorm.of(parameters, from, to);
            double ratio = ratio(size, SquaredNorm.of(direction, from, to));
            float reach = (float) (eta * ratio);
            for (int i = from; i < to; i++) {
                direction[i] = parameters[i] - reach * direction[i];
            }
        }
    }

    private static double ratio(double size, double reach) {
        return size == 0 || reach == 0 ? 1 : size / reach;
    }

    @Override
    public String toString() {
        return "lamb:" + moments + ",decay=" + decay;
    }
}
