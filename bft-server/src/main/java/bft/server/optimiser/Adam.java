package bft.server.optimiser;

import java.util.Locale;

/**
 * Adam, and two variants: AdamW decays the parameters independently of the gradient, and Yogi moves
 * its mean square by an amount that does not grow with its distance from g².
 *
 * <pre>
 * m &lt;- beta1 m + (1 - beta1) g
 * v &lt;- beta2 v + (1 - beta2) g²               v &lt;- v - (1 - beta2) sign(v - g²) g²   Yogi
 * x &lt;- x - rate(t) (m / c1) / (sqrt(v / c2) + epsilon)      from (1 - rate(t) decay) x  AdamW
 * with c1 = 1 - beta1^t, c2 = 1 - beta2^t, or 1 where it is not corrected
 * </pre>
 *
 * <p>Cost O(d) time, two slots of d values.
 *
 * <p>Adam: D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization, ICLR, 2015,
 * algorithm 1, as in PyTorch. The faster form at the end of their section 2, which TensorFlow has,
 * adds epsilon before the correction of v, where it counts for more in the first steps.
 *
 * <p>AdamW: I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, ICLR, 2019,
 * algorithm 2. There the decay is multiplied by the schedule's factor only; here, as in PyTorch, by
 * the whole rate.
 *
 * <p>Yogi: M. Zaheer, S. Reddi, D. Sachan, S. Kale and S. Kumar, Adaptive Methods for Nonconvex
 * Optimization, NeurIPS, 2018, algorithm 2, which corrects nothing; some libraries correct, as Adam
 * does. The paper lets v begin at the squared gradients of a batch, libraries at 1e-6.
 *
 * <p>Without correction, and with v at {@code initial} = epsilon² at first, Adam and Yogi are
 * FedAdam and FedYogi of S. Reddi et al., Adaptive Federated Optimization, ICLR, 2021. Coordinates
 * of a gradient are clamped to 2^63 in size, so that a square stays in float32.
 *
 * @param kind which of them
 * @param rate the learning rate at each step
 * @param decay share of the parameters removed at each step, times the rate
 */
record Adam(Kind kind, Schedule rate, Moments moments, double decay) implements Optimiser {
    /** The optimisers with this step. */
    enum Kind {
        ADAM,
        ADAMW,
        YOGI;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Adam and Yogi have no decay: 0 multiplies the parameters by exactly 1. */
    Adam(Kind kind, Schedule rate, Moments moments) {
        this(kind, rate, moments, 0);
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
    public Result move(float[] parameters, float[] gradient, OptimiserState state) {
        double eta = rate.rateAt(state.step());
        double reach = eta / moments.divisor1(state.step());
        return moments.step(1 - eta * decay, parameters, reach, gradient, state);
    }

    @Override
    public String toString() {
        return kind + ":" + moments + (kind == Kind.ADAMW ? ",decay=" + decay : "");
    }
}
