package bft.worker.training;

/**
 * The direction of AdamW in place of the gradient: m_t = beta1 m_{t-1} + (1 - beta1) g_t, v_t =
 * beta2 v_{t-1} + (1 - beta2) g_t^2, and with both divided by 1 - beta^t the direction m_t /
 * (sqrt(v_t) + epsilon) + decay x. Local steps along it are AdamW (Kingma, Ba, "Adam: a method for
 * stochastic optimization", ICLR 2015; Loshchilov, Hutter, "Decoupled weight decay regularization",
 * ICLR 2019, with the decay times the rate as PyTorch has it).
 *
 * <p>t counts the gradients of this worker. The state is not saved when a worker dies. Memory: 2
 * vectors.
 */
final class LocalAdam implements GradientSource {
    private final Settings settings;
    private final GradientSource source;
    private float[] first = {};
    private float[] second = {};
    private long steps;

    /**
     * The constants.
     *
     * @param beta1 share of the mean that is kept, in [0, 1)
     * @param beta2 share of the mean square that is kept, in [0, 1)
     * @param epsilon above 0
     * @param decay weight of the parameters, at least 0
     */
    record Settings(double beta1, double beta2, double epsilon, double decay) {}

    LocalAdam(Settings settings, GradientSource source) {
        this.settings = settings;
        this.source = source;
    }

    @Override
    public float[] gradientAt(Draw draw, float[] parameters) {
        float[] gradient = source.gradientAt(draw, parameters);
        if (first.length == 0) {
            first = new float[gradient.length];
            second = new float[gradient.length];
        }
        steps++;
        double beta1 = settings.beta1;
        double beta2 = settings.beta2;
        double mean = 1 / (1 - StrictMath.pow(beta1, steps));
        double square = 1 / (1 - StrictMath.pow(beta2, steps));
        for (int i = 0; i < gradient.length; i++) {
            double g = gradient[i];
            first[i] = (float) (beta1 * first[i] + (1 - beta1) * g);
            second[i] = (float) (beta2 * second[i] + (1 - beta2) * g * g);
            double spread = Math.sqrt(second[i] * square) + settings.epsilon;
            gradient[i] = (float) (first[i] * mean / spread + settings.decay * parameters[i]);
        }
        return gradient;
    }

    @Override
    public GradientSource fork() {
        var fork = new LocalAdam(settings, source.fork());
        fork.first = first.clone();
        fork.second = second.clone();
        fork.steps = steps;
        return fork;
    }
}
