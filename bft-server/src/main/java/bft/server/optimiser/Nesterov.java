package bft.server.optimiser;

import static bft.server.optimiser.OptimiserState.requireSameLength;

/**
 * Nesterov's accelerated gradient: {@code v <- beta v + g}, {@code x <- x - rate(t) (g + beta v)}.
 *
 * <p>Cost O(d) time, one slot of d values.
 *
 * <p>Y. Nesterov, A method for solving the convex programming problem with convergence rate
 * O(1/k^2), Soviet Mathematics Doklady, 1983; in the form of I. Sutskever, J. Martens, G. Dahl and
 * G. Hinton, On the importance of initialization and momentum in deep learning, ICML, 2013, section
 * 2, rewritten so that the gradient is taken at the stored parameters, as workers can only do.
 *
 * @param rate the learning rate at each step
 * @param beta share of the velocity that is kept, in [0, 1)
 */
public record Nesterov(Schedule rate, double beta) implements Optimiser {
    public Nesterov {
        Momentum.requireBeta("nesterov", beta);
    }

    @Override
    public OptimiserState init(int dimension) {
        return OptimiserState.zeros(1, dimension);
    }

    @Override
    public OptimiserState step(float[] parameters, float[] gradient, OptimiserState state) {
        requireSameLength(parameters, gradient);
        float eta = (float) rate.rateAt(state.step());
        float keep = (float) beta;
        float[] velocity = state.slots()[0];
        for (int i = 0; i < parameters.length; i++) {
            velocity[i] = keep * velocity[i] + gradient[i];
            parameters[i] -= eta * (gradient[i] + keep * velocity[i]);
        }
        return state.next();
    }

    @Override
    public String toString() {
        return "nesterov:beta=" + beta;
    }
}
