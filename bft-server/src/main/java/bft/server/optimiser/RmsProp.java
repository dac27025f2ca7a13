package bft.server.optimiser;

import static bft.server.optimiser.Branchless.squarable;

/**
 * RMSprop, with momentum on its steps if {@code beta} is above 0:
 *
 * <pre>
 * s &lt;- rho s + (1 - rho) g²
 * v &lt;- beta v + g / (sqrt(s) + epsilon)
 * x &lt;- x - rate(t) v
 * </pre>
 *
 * <p>Cost O(d) time, one slot of d values, two with momentum.
 *
 * <p>T. Tieleman and G. Hinton, Lecture 6.5: RMSProp, Neural Networks for Machine Learning,
 * Coursera, 2012, a slide, which has rho = 0.9 and no epsilon. As in PyTorch epsilon is outside the
 * root (inside in the first of TensorFlow) and the rate outside the velocity (inside there, and in
 * A. Graves, Generating Sequences With Recurrent Neural Networks, 2013, who first subtracts the
 * mean of g, which this does not). PyTorch's default of rho is 0.99. Coordinates of a gradient are
 * clamped to 2^63 in size, so that a square stays in float32.
 *
 * @param rate the learning rate at each step
 * @param rho share of the mean square that is kept, in [0, 1)
 * @param beta share of the velocity that is kept, in [0, 1)
 * @param epsilon keeps the divisor above 0
 */
record RmsProp(Schedule rate, double rho, double beta, double epsilon) implements Optimiser {
    @Override
    public int slots(int dimension) {
        return beta > 0 ? 2 : 1;
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        return beta > 0 ? heavy(parameters, gradient, state) : plain(parameters, gradient, state);
    }

    private Result plain(float[] parameters, float[] gradient, OptimiserState state) {
        float eta = (float) rate.rateAt(state.step());
        float keep = (float) rho;
        float add = (float) (1 - rho);
        float small = (float) epsilon;
        float[] before = state.slots()[0];
        var squares = new float[parameters.length];
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            float g = squarable(gradient[i]);
            float square = keep * before[i] + add * (g * g);
            squares[i] = square;
            moved[i] = parameters[i] - eta * (g / ((float) Math.sqrt(square) + small));
        }
        return new Result(moved, state.next(squares));
    }

    private Result heavy(float[] parameters, float[] gradient, OptimiserState state) {
        float eta = (float) rate.rateAt(state.step());
        float keep = (float) rho;
        float add = (float) (1 - rho);
        float inertia = (float) beta;
        float small = (float) epsilon;
        float[] before = state.slots()[0];
        float[] velocityBefore = state.slots()[1];
        var squares = new float[parameters.length];
        var velocity = new float[parameters.length];
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            float g = squarable(gradient[i]);
            float square = keep * before[i] + add * (g * g);
            float v = inertia * velocityBefore[i] + g / ((float) Math.sqrt(square) + small);
            squares[i] = square;
            velocity[i] = v;
            moved[i] = parameters[i] - eta * v;
        }
        return new Result(moved, state.next(squares, velocity));
    }

    @Override
    public String toString() {
        return "rmsprop:rho=%s,beta=%s,epsilon=%s".formatted(rho, beta, epsilon);
    }
}
