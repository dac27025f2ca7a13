package bft.server.optimiser;

/**
 * Gradient descent with momentum, Polyak's heavy ball, or with Nesterov's. Published in two forms,
 * which are equivalent while the rate is constant:
 *
 * <pre>
 * rate outside the velocity          rate inside
 * v &lt;- beta v + g                    v &lt;- beta v + rate(t) g
 * x &lt;- x - rate(t) v                 x &lt;- x - v                          momentum
 * x &lt;- x - rate(t) (g + beta v)      x &lt;- x - (rate(t) g + beta v)       Nesterov
 * </pre>
 *
 * Outside, a change of the rate acts at once on the whole velocity; inside, only on what is added
 * to it. Outside is PyTorch's {@code SGD} with dampening 0.
 *
 * <p>Cost O(d) time, one slot of d values.
 *
 * <p>B. T. Polyak, Some methods of speeding up the convergence of iteration methods, USSR
 * Computational Mathematics and Mathematical Physics, 1964. Y. Nesterov, A method for solving the
 * convex programming problem with convergence rate O(1/k^2), Soviet Mathematics Doklady, 1983.
 * Inside: I. Sutskever, J. Martens, G. Dahl and G. Hinton, On the importance of initialization and
 * momentum in deep learning, ICML, 2013, section 2, whose velocity has the other sign; Nesterov's
 * as Y. Bengio, N. Boulanger-Lewandowski and R. Pascanu, Advances in Optimizing Recurrent Networks,
 * ICASSP, 2013, rewrote it, so that the gradient is taken at the stored parameters, which are the
 * only ones that workers know.
 *
 * @param rate the learning rate at each step
 * @param beta share of the velocity that is kept, in [0, 1)
 * @param nesterov whether it looks ahead along the velocity
 * @param inside whether the rate is inside the velocity
 */
public record Momentum(Schedule rate, double beta, boolean nesterov, boolean inside)
        implements Optimiser {
    private static String name(boolean nesterov) {
        return nesterov ? "nesterov" : "momentum";
    }

    @Override
    public int slots(int dimension) {
        return 1;
    }

    @Override
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        float eta = (float) rate.rateAt(state.step());
        float in = inside ? eta : 1;
        float out = inside ? 1 : eta;
        float keep = (float) beta;
        float[] before = state.slots()[0];
        var velocity = new float[parameters.length];
        var moved = new float[parameters.length];
        if (nesterov) {
            for (int i = 0; i < moved.length; i++) {
                float push = in * gradient[i];
                velocity[i] = keep * before[i] + push;
                moved[i] = parameters[i] - out * (push + keep * velocity[i]);
            }
        } else {
            for (int i = 0; i < moved.length; i++) {
                velocity[i] = keep * before[i] + in * gradient[i];
                moved[i] = parameters[i] - out * velocity[i];
            }
        }
        return new Result(moved, state.next(velocity));
    }

    @Override
    public String toString() {
        return name(nesterov) + ":beta=" + beta + (inside ? ",rate=inside" : "");
    }
}
