package bft.aggregation;

/**
 * What a worker sends so that rules over one round protect over many: {@code m_t = beta m_(t-1) +
 * (1 - beta) g_t}, from {@code m_0 = 0}. A rule bounds the error of a round by the spread of the
 * honest rows; momentum at the workers shrinks that spread by about {@code (1 - beta) / (1 +
 * beta)}, so small lies, the same in each round, have nowhere to hide. No rule of one round
 * converges against them without it.
 *
 * <p>Requires {@code 0 <= beta < 1}; 0.9 and 0.99 are usual, 0 is no momentum. Cost O(d) time and
 * memory at each worker, nothing at the server.
 *
 * <p>El Mahdi El Mhamdi, Rachid Guerraoui, Sébastien Rouault: Distributed Momentum for
 * Byzantine-resilient Stochastic Gradient Descent, ICLR 2021; Sai Praneeth Karimireddy, Lie He,
 * Martin Jaggi: Learning from History for Byzantine Robust Optimization, ICML 2021. The former
 * leaves out the factor 1 - beta, which only scales the learning rate.
 *
 * @param beta part of the last momentum that stays
 */
public record WorkerMomentum(double beta) {
    public WorkerMomentum {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("momentum needs 0 <= beta < 1, got " + beta);
        }
    }

    /**
     * The next momentum, which is what to send.
     *
     * @param last what came out the last time, or an empty array at first; not modified
     * @param gradient not modified
     */
    public float[] next(float[] last, float[] gradient) {
        var momentum = new float[gradient.length];
        for (int k = 0; k < momentum.length; k++) {
            double before = last.length == 0 ? 0 : last[k];
            momentum[k] = (float) (beta * before + (1 - beta) * gradient[k]);
        }
        return momentum;
    }
}
