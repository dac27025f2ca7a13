package bft.server.optimiser;

import static bft.server.optimiser.Branchless.finite;
import static bft.server.optimiser.Branchless.squarable;

import java.util.Arrays;

/**
 * AdaGrad, with the diagonal of the matrix:
 *
 * <pre>
 * s &lt;- s + g²
 * x &lt;- x - rate(t) g / (sqrt(s) + epsilon)
 * </pre>
 *
 * <p>Cost O(d) time, one slot of d values.
 *
 * <p>J. Duchi, E. Hazan and Y. Singer, Adaptive Subgradient Methods for Online Learning and
 * Stochastic Optimization, JMLR, 2011, figure 1, without a regulariser. As there and in PyTorch
 * epsilon (their delta) is outside the root; other implementations have it inside. A sum begins at
 * {@code initial}, which is 0 in the paper. Coordinates of a gradient are clamped to 2^63 in size,
 * and sums to the largest value of float32: the paper has real numbers.
 *
 * @param rate the learning rate at each step
 * @param epsilon keeps the divisor above 0
 * @param initial sum of squares before the first step, at least 0
 */
record AdaGrad(Schedule rate, double epsilon, double initial) implements Optimiser {
    @Override
    public int slots(int dimension) {
        return 1;
    }

    @Override
    public OptimiserState init(int dimension) {
        OptimiserState state = Optimiser.super.init(dimension);
        Arrays.fill(state.slots()[0], finite((float) initial));
        return state;
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        float eta = (float) rate.rateAt(state.step());
        float small = (float) epsilon;
        float[] before = state.slots()[0];
        var sums = new float[parameters.length];
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            float g = squarable(gradient[i]);
            float sum = finite(before[i] + g * g);
            sums[i] = sum;
            moved[i] = parameters[i] - eta * g / ((float) Math.sqrt(sum) + small);
        }
        return new Result(moved, state.next(sums));
    }

    @Override
    public String toString() {
        return "adagrad:epsilon=%s,initial=%s".formatted(epsilon, initial);
    }
}
