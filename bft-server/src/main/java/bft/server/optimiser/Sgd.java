package bft.server.optimiser;

import static bft.server.optimiser.OptimiserState.requireSameLength;

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
    public OptimiserState init(int dimension) {
        return OptimiserState.zeros(0, dimension);
    }

    @Override
    public OptimiserState step(float[] parameters, float[] gradient, OptimiserState state) {
        requireSameLength(parameters, gradient);
        float eta = (float) rate.rateAt(state.step());
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= eta * gradient[i];
        }
        return state.next();
    }

    @Override
    public String toString() {
        return "sgd";
    }
}
