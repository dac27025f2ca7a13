package bft.server.optimiser;

import static bft.server.optimiser.Branchless.squarable;
import static bft.server.optimiser.OptimiserState.requireSameLength;

/**
 * LAMB, Adam whose step is scaled in each tensor to the size of its parameters:
 *
 * <pre>
 * m &lt;- beta1 m + (1 - beta1) g,   v &lt;- beta2 v + (1 - beta2) g²
 * u &lt;- (m / c1) / (sqrt(v / c2) + epsilon) + decay x
 * x &lt;- x - rate(t) |x| / |u| u     in each tensor; without the quotient where |x| or |u| is 0
 * with c1 = 1 - beta1^t, c2 = 1 - beta2^t, or 1 where it is not corrected
 * </pre>
 *
 * <p>Cost O(d) time, two passes, since norms come before the step; two slots of d values.
 *
 * <p>Y. You, J. Li, S. Reddi et al., Large Batch Optimization for Deep Learning: Training BERT in
 * 76 minutes, ICLR, 2020, algorithm 2, with the identity for its function phi of |x|, as in its
 * experiments; some versions hold |x| below 10. Versions differ in the correction, which others
 * leave out.
 *
 * @param rate the learning rate at each step
 * @param decay how much of the parameters is added to the direction, at least 0
 * @param layout the tensors
 */
record Lamb(Schedule rate, Moments moments, double decay, ParameterLayout layout)
        implements Optimiser {
    /** Short enough that what the first pass wrote is still in the nearest cache for the norms. */
    private static final int STRETCH = 1024;

    Lamb {
        moments.require("lamb");
        Limits.requireNotNegative("lamb", "decay", decay);
    }

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
    public Result step(float[] parameters, float[] gradient, OptimiserState state) {
        requireSameLength(parameters, gradient);
        int d = parameters.length;
        float[][] after = {new float[d], new float[d]};
        var moved = new float[d];
        double eta = rate.rateAt(state.step());
        int[] bounds = layout.bounds(d);
        for (int t = 1; t < bounds.length; t++) {
            int end = bounds[t];
            var size = new SquaredNorm();
            var reach = new SquaredNorm();
            for (int from = bounds[t - 1]; from < end; from += STRETCH) {
                int to = Math.min(end, from + STRETCH);
                direct(new Vectors(parameters, gradient, moved), state, after, from, to);
                size.add(parameters, from, to);
                reach.add(moved, from, to);
            }
            double ratio = ratio(size.root(), reach.root());
            move(parameters, moved, (float) (eta * ratio), bounds[t - 1], end);
        }
        return new Result(moved, state.next(after));
    }

    /**
     * The d-vectors of a step.
     *
     * @param direction written
     */
    private record Vectors(float[] parameters, float[] gradient, float[] direction) {}

    /** Writes the means after the step, and where it goes. */
    private void direct(Vectors x, OptimiserState state, float[][] after, int from, int to) {
        float scale = (float) (1 / moments.divisor1(state.step()));
        float spread = (float) (1 / Math.sqrt(moments.divisor2(state.step())));
        float keep1 = (float) moments.beta1();
        float add1 = (float) (1 - moments.beta1());
        float keep2 = (float) moments.beta2();
        float add2 = (float) (1 - moments.beta2());
        float small = (float) moments.epsilon();
        float pull = (float) decay;
        float[] meansBefore = state.slots()[0];
        float[] squaresBefore = state.slots()[1];
        float[] means = after[0];
        float[] squares = after[1];
        float[] parameters = x.parameters;
        float[] gradient = x.gradient;
        float[] direction = x.direction;
        for (int i = from; i < to; i++) {
            float g = squarable(gradient[i]);
            float mean = keep1 * meansBefore[i] + add1 * g;
            float square = keep2 * squaresBefore[i] + add2 * (g * g);
            means[i] = mean;
            squares[i] = square;
            float divisor = (float) Math.sqrt(square) * spread + small;
            direction[i] = scale * mean / divisor + pull * parameters[i];
        }
    }

    private static double ratio(double size, double reach) {
        return size == 0 || reach == 0 ? 1 : size / reach;
    }

    private static void move(float[] parameters, float[] moved, float eta, int from, int to) {
        for (int i = from; i < to; i++) {
            moved[i] = parameters[i] - eta * moved[i];
        }
    }

    @Override
    public String toString() {
        return "lamb:" + moments + ",decay=" + decay;
    }
}
