package bft.worker.training;

import java.util.function.LongToDoubleFunction;

/**
 * The worker makes k local steps, x_{j+1} = x_j - r g(x_j), each with its own batch, and sends (x_0
 * - x_k) / r, the sum of the k gradients. A server with plain descent, rate r and the mean then
 * computes federated averaging (McMahan et al., "Communication-efficient learning of deep networks
 * from decentralized data", AISTATS 2017). With k = 1 it is the plain gradient, and with a rate of
 * 0 it is the sum of k gradients at x_0.
 *
 * @param steps k, at least 1
 * @param rate r at each version, at least 0 and finite
 */
record LocalSteps(int steps, LongToDoubleFunction rate, GradientSource source)
        implements GradientSource {

    /** Step j of version v counts as version k v + j, so that each step has another batch. */
    @Override
    public float[] gradientAt(long version, float[] parameters) {
        float[] sum = source.gradientAt(version * steps, parameters);
        float[] local = parameters.clone();
        double eta = rate.applyAsDouble(version);
        for (int j = 1; j < steps; j++) {
            for (int i = 0; i < local.length; i++) {
                local[i] = (float) (parameters[i] - eta * sum[i]);
            }
            float[] gradient = source.gradientAt(version * steps + j, local);
            for (int i = 0; i < local.length; i++) {
                sum[i] += gradient[i];
            }
        }
        return sum;
    }

    @Override
    public GradientSource fork() {
        return new LocalSteps(steps, rate, source.fork());
    }
}
