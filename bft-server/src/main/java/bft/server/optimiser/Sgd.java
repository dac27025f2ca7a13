package bft.server.optimiser;

/**
 * Gradient descent: {@code x <- x - rate(t) g}.
 *
 * <p>Cost O(d) time, no state.
 *
 * <p>H. Robbins and S. Monro, A Stochastic Approximation Method, Annals of Mathematical Statistics,
 * 1951.
 *
 * @param rate the learning rate at each step
 */
public record Sgd(Schedule rate) implements Optimiser {
    @Override
    public int slots(int dimension) {
        return 0;
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        float eta = (float) rate.rateAt(state.step());
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = parameters[i] - eta * gradient[i];
        }
        return new Result(moved, state.next());
    }

    @Override
    public String toString() {
        return "sgd";
    }
}
