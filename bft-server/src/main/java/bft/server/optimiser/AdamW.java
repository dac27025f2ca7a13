package bft.server.optimiser;

import static bft.server.optimiser.Branchless.squarable;
import static bft.server.optimiser.OptimiserState.requireSameLength;

/**
 * Adam with decay of the parameters beside the gradient, not in it:
 *
 * <pre>
 * m &lt;- beta1 m + (1 - beta1) g,   v &lt;- beta2 v + (1 - beta2) g²
 * x &lt;- (1 - rate(t) decay) x - rate(t) (m / c1) / (sqrt(v / c2) + epsilon)
 * with c1 = 1 - beta1^t, c2 = 1 - beta2^t, or 1 where it is not corrected
 * </pre>
 *
 * <p>Cost O(d) time, two slots of d values.
 *
 * <p>I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, ICLR, 2019, algorithm 2.
 * There the decay is times the schedule's factor alone; as in PyTorch it is here times the whole
 * rate. {@code initial} and the choice not to correct are those of {@link Adam}.
 *
 * @param rate the learning rate at each step
 * @param decay how much of the parameters goes at each step, times the rate
 */
record AdamW(Schedule rate, Moments moments, double decay) implements Optimiser {
    AdamW {
        moments.require("adamw");
        Limits.requireNotNegative("adamw", "decay", decay);
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
        double eta = rate.rateAt(state.step());
        float shrink = (float) (1 - eta * decay);
        float reach = (float) (eta / moments.divisor1(state.step()));
        float spread = (float) (1 / Math.sqrt(moments.divisor2(state.step())));
        float keep1 = (float) moments.beta1();
        float add1 = (float) (1 - moments.beta1());
        float keep2 = (float) moments.beta2();
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
            float square = keep2 * squaresBefore[i] + add2 * (g * g);
            means[i] = mean;
            squares[i] = square;
            float divisor = (float) Math.sqrt(square) * spread + small;
            moved[i] = shrink * parameters[i] - reach * (mean / divisor);
        }
        return new Result(moved, state.next(means, squares));
    }

    @Override
    public String toString() {
        return "adamw:" + moments + ",decay=" + decay;
    }
}
