package bft.worker.training;

/**
 * The worker sends m_t = beta m_{t-1} + (1 - beta) g_t of its own gradients, with m_{-1} = 0
 * (Karimireddy, He, Jaggi, "Learning from history for Byzantine robust optimization", ICML 2021,
 * section 5; there m_0 = g_0, while their code and ByzFL start at 0 as here; Farhadkhani et al.,
 * "Byzantine machine learning made easy by resilient averaging of momentums", ICML 2022).
 * Undampened it is m_t = beta m_{t-1} + g_t (El Mhamdi, Guerraoui, Rouault, "Distributed momentum
 * for Byzantine-resilient stochastic gradient descent", ICLR 2021).
 *
 * <p>t counts the models that this worker computed for, each call once. The momentum is not saved
 * when a worker dies: it begins again at 0.
 */
final class LocalMomentum implements GradientSource {
    private final double beta;
    private final double share;
    private final GradientSource source;
    private float[] momentum = {};

    /**
     * @param beta at least 0, below 1
     * @param dampened whether gradients have weight 1 - beta, otherwise 1
     */
    LocalMomentum(double beta, boolean dampened, GradientSource source) {
        this(beta, dampened ? 1 - beta : 1, source);
    }

    private LocalMomentum(double beta, double share, GradientSource source) {
        this.beta = beta;
        this.share = share;
        this.source = source;
    }

    @Override
    public float[] gradientAt(Draw draw, float[] parameters) {
        float[] gradient = source.gradientAt(draw, parameters);
        if (momentum.length == 0) {
            momentum = new float[gradient.length];
        }
        for (int i = 0; i < gradient.length; i++) {
            momentum[i] = (float) (beta * momentum[i] + share * gradient[i]);
            gradient[i] = momentum[i];
        }
        return gradient;
    }

    @Override
    public GradientSource fork() {
        var fork = new LocalMomentum(beta, share, source.fork());
        fork.momentum = momentum.clone();
        return fork;
    }
}
