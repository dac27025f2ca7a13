package bft.server.optimiser;

import static bft.server.optimiser.OptimiserState.requireSameLength;

/**
 * Momentum at the server: the velocity is {@code v <- beta v + g}. The heavy ball then moves by
 * {@code x <- x - rate(t) v}, Nesterov's accelerated gradient by {@code x <- x - rate(t) (g + beta
 * v)}.
 *
 * <p>Cost O(d) time, one slot of d values.
 *
 * <p>B. T. Polyak, Some methods of speeding up the convergence of iteration methods, USSR
 * Computational Mathematics and Mathematical Physics, 1964. Y. Nesterov, A method for solving the
 * convex programming problem with convergence rate O(1/k^2), Soviet Mathematics Doklady, 1983; in
 * the form of I. Sutskever, J. Martens, G. Dahl and G. Hinton, On the importance of initialization
 * and momentum in deep learning, ICML, 2013, section 2, rewritten so that the gradient is taken at
 * the stored parameters, which are the only ones that workers know. Both have the rate outside the
 * velocity, as deep-learning libraries do: a change of the rate acts at once on the whole velocity.
 *
 * @param rate the learning rate at each step
 * @param beta share of the velocity that is kept, in [0, 1)
 * @param nesterov whether it looks ahead along the velocity
 */
public record Momentum(Schedule rate, double beta, boolean nesterov) implements Optimiser {
    public Momentum {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException(
                    name(nesterov) + " needs 0 <= beta < 1, got beta=" + beta);
        }
    }

    private static String name(boolean nesterov) {
        return nesterov ? "nesterov" : "momentum";
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public Result step(float[] parameters, float[] gradient, OptimiserState state) {
        requireSameLength(parameters, gradient);
        float eta = (float) rate.rateAt(state.step());
        float keep = (float) beta;
        float[] before = state.slots()[0];
        var velocity = new float[parameters.length];
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            velocity[i] = keep * before[i] + gradient[i];
            float direction = nesterov ? gradient[i] + keep * velocity[i] : velocity[i];
            moved[i] = parameters[i] - eta * direction;
        }
        return new Result(moved, state.next(velocity));
    }

    @Override
    public String toString() {
        return name(nesterov) + ":beta=" + beta;
    }
}
