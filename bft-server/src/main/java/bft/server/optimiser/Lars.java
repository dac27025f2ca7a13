package bft.server.optimiser;

/**
 * LARS, momentum whose rate is scaled in each tensor by the size of its parameters relative to
 * their gradient:
 *
 * <pre>
 * l &lt;- trust |x| / (|g| + decay |x|)     in each tensor; 1 where |x| or |g| is 0
 * v &lt;- beta v + rate(t) l (g + decay x)
 * x &lt;- x - v
 * </pre>
 *
 * <p>Cost O(d) time, two passes, since norms come first; one slot of d values.
 *
 * <p>Y. You, I. Gitman and B. Ginsburg, Large Batch Training of Convolutional Networks, arXiv
 * 1708.03888, 2017, algorithm 1. There a tensor of zeros never moves; here, as in common
 * implementations, it moves as without LARS. Another version, in the authors' paper on LAMB (ICLR,
 * 2020), scales by |x| / |m| with the decay inside the mean m.
 *
 * @param rate the learning rate at each step
 * @param trust length of a step relative to the parameters, above 0
 * @param beta share of the velocity that is kept, in [0, 1)
 * @param decay how much of the parameters is added to the gradient, at least 0
 * @param layout the tensors
 */
record Lars(Schedule rate, double trust, double beta, double decay, ParameterLayout layout)
        implements Optimiser {
    @Override
    public int slots(int dimension) {
        layout.tensorsOf(dimension);
        return 1;
    }

    @Override
    public Optimiser over(ParameterLayout other) {
        return new Lars(rate, trust, beta, decay, other);
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        double eta = rate.rateAt(state.step());
        float keep = (float) beta;
        float[] before = state.slots()[0];
        var velocity = new float[parameters.length];
        var moved = new float[parameters.length];
        int[] bounds = layout.bounds(parameters.length);
        for (int t = 1; t < bounds.length; t++) {
            int from = bounds[t - 1];
            int to = bounds[t];
            double local = eta * ratio(parameters, gradient, from, to);
            float push = (float) local;
            float pull = (float) (local * decay);
            for (int i = from; i < to; i++) {
                float v = keep * before[i] + (push * gradient[i] + pull * parameters[i]);
                velocity[i] = v;
                moved[i] = parameters[i] - v;
            }
        }
        return new Result(moved, state.next(velocity));
    }

    private double ratio(float[] parameters, float[] gradient, int from, int to) {
        double size = SquaredNorm.of(parameters, from, to);
        double slope = SquaredNorm.of(gradient, from, to);
        return size == 0 || slope == 0 ? 1 : trust * size / (slope + decay * size);
    }

    @Override
    public String toString() {
        return "lars:trust=%s,beta=%s,decay=%s".formatted(trust, beta, decay);
    }
}
