package bft.server.optimiser;

import static bft.server.optimiser.OptimiserState.requireSameLength;

/**
 * Heavy-ball momentum at the server: {@code v <- beta v + g}, {@code x <- x - rate(t) v}.
 *
 * <p>Cost O(d) time, one slot of d values.
 *
 * <p>B. T. Polyak, Some methods of speeding up the convergence of iteration methods, USSR
 * Computational Mathematics and Mathematical Physics, 1964. Written as the deep-learning libraries
 * do, with the rate outside the velocity: a change of the rate acts at once on the whole velocity.
 *
 * @param rate the learning rate at each step
 * @param beta share of the velocity that is kept, in [0, 1)
 */
public record Momentum(Schedule rate, double beta) implements Optimiser {
    public Momentum {
        requireBeta("momentum", beta);
    }

    static void requireBeta(String name, double beta) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException(name + " needs 0 <= beta < 1, got beta=" + beta);
        }
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
            parameters[i] -= eta * velocity[i];
        }
        return state.next();
    }

    @Override
    public String toString() {
        return "momentum:beta=" + beta;
    }
}
