package bft.server.optimiser;

import static bft.server.optimiser.Branchless.sign;
import static bft.server.optimiser.Branchless.squarable;
import static bft.server.optimiser.OptimiserState.requireSameLength;

/**
 * Yogi, Adam whose mean square moves by an amount that does not grow with its distance from g²:
 *
 * <pre>
 * m &lt;- beta1 m + (1 - beta1) g,   v &lt;- v - (1 - beta2) sign(v - g²) g²
 * x &lt;- x - rate(t) (m / c1) / (sqrt(v / c2) + epsilon)
 * with c1 = c2 = 1, or where it is corrected c1 = 1 - beta1^t, c2 = 1 - beta2^t
 * </pre>
 *
 * <p>Cost O(d) time, two slots of d values.
 *
 * <p>M. Zaheer, S. Reddi, D. Sachan, S. Kale and S. Kumar, Adaptive Methods for Nonconvex
 * Optimization, NeurIPS, 2018, algorithm 2, which corrects nothing; some libraries correct, as Adam
 * does. The paper lets v begin at the squared gradients of a batch, libraries at 1e-6. Without
 * correction and with {@code initial} = epsilon² it is FedYogi of S. Reddi et al., Adaptive
 * Federated Optimization, ICLR, 2021. Coordinates of a gradient beyond 2^63 count as that, so that
 * a square stays in float32.
 *
 * @param rate the learning rate at each step
 */
record Yogi(Schedule rate, Moments moments) implements Optimiser {
    Yogi {
        moments.require("yogi");
    }

    @Override
    public int slots(int dimension) {
        return 2;
    }

    @Override
    public OptimiserState init(int dimension) {
        return moments.begun(Optimiser.super.init(dimension));
    }

    @Override
    public Result step(float[] parameters, float[] gradient, OptimiserState state) {
        requireSameLength(parameters, gradient);
        float reach = (float) (rate.rateAt(state.step()) / moments.divisor1(state.step()));
        float spread = (float) (1 / Math.sqrt(moments.divisor2(state.step())));
        float keep1 = (float) moments.beta1();
        float add1 = (float) (1 - moments.beta1());
        float add2 = (float) (1 - moments.beta2());
        float small = (float) moments.epsilon();
        float[] meansBefore = state.slots()[0];
        float[] squaresBefore = state.slots()[1];
        var means = new float[parameters.length];
        var squares = new float[parameters.length];
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            float g = squarable(gradient[i]);
            float mean = keep1 * meansBefore[i] + add1 * g;
            float square = squaresBefore[i];
            square -= add2 * (sign(square - g * g) * (g * g));
            means[i] = mean;
            squares[i] = square;
            float divisor = (float) Math.sqrt(square) * spread + small;
            moved[i] = parameters[i] - reach * (mean / divisor);
        }
        return new Result(moved, state.next(means, squares));
    }

    @Override
    public String toString() {
        return "yogi:" + moments;
    }
}
