package bft.worker.training;

import bft.worker.wire.Draws;
import java.util.function.LongToDoubleFunction;

/**
 * The worker makes k local steps from the model x_0 that it pulled, x_{j+1} = x_j - r (d_j + mu
 * (x_j - x_0)), each with its own batch, and sends what they add up to: a pseudo-gradient. d_j is
 * what the methods before this one in the chain make of the gradient: the gradient itself, its
 * momentum or Adam's direction, whose state stays at the worker.
 *
 * <p>What is sent, with which step at the server, and what that computes:
 *
 * <ul>
 *   <li>sum, (x_0 - x_k) / r, with rate r: federated averaging (McMahan et al.,
 *       "Communication-efficient learning of deep networks from decentralized data", AISTATS 2017)
 *   <li>difference, x_0 - x_k, with an outer optimiser (Reddi et al., "Adaptive federated
 *       optimization", ICLR 2021; Douillard et al., "DiLoCo", 2023)
 *   <li>mean, (x_0 - x_k) / (k r), with rate k r: the normalised averaging of Wang et al.,
 *       "Tackling the objective inconsistency problem in heterogeneous federated optimization",
 *       NeurIPS 2020
 * </ul>
 *
 * <p>mu is the proximal term of FedProx (Li, Sahu et al., "Federated optimization in heterogeneous
 * networks", MLSys 2020). It is added to the direction, so that momentum and Adam do not see it;
 * with plain steps that is the published form. With k = 1 and mu = 0 the sum is the plain gradient,
 * and with a rate of 0 it is the sum of k gradients at x_0.
 *
 * <p>A worker may do partial work, fewer than k steps, and tells the server how many. The server
 * shows the number and takes what is sent as it takes any other gradient: nobody counts more or
 * less by the number of steps that he claims. The mean is of the steps that were made; who divides
 * by another number sends a vector of another length, at most k times as long as what the others
 * send for as much work, and the rule treats it as it treats any vector.
 *
 * @param work how many steps, at most k
 * @param rate r at each version, at least 0 and finite
 * @param mu weight of the proximal term, at least 0
 * @param sent what is sent
 * @param resets whether the methods before this one forget everything between two models
 */
record LocalSteps(
        LocalWork work,
        LongToDoubleFunction rate,
        double mu,
        Sent sent,
        boolean resets,
        GradientSource source)
        implements GradientSource {

    /** What the local steps add up to. */
    enum Sent {
        SUM,
        MEAN,
        DIFFERENCE;

        private double scale(int steps, double rate) {
            return switch (this) {
                case SUM -> 1;
                case MEAN -> 1.0 / steps;
                case DIFFERENCE -> rate;
            };
        }
    }

    /** Each step has another batch. */
    @Override
    public float[] gradientAt(Draw draw, float[] parameters) {
        GradientSource directions = resets ? source.fork() : source;
        int steps = work.steps(draw.count());
        double eta = rate.applyAsDouble(Draws.version(draw.number()));
        float[] sum = directions.gradientAt(work.step(draw, 0), parameters);
        float[] local = parameters.clone();
        for (int j = 1; j < steps; j++) {
            for (int i = 0; i < local.length; i++) {
                local[i] = (float) (parameters[i] - eta * sum[i]);
            }
            float[] direction = directions.gradientAt(work.step(draw, j), local);
            double kept = 1 - mu * eta;
            for (int i = 0; i < local.length; i++) {
                sum[i] = (float) (kept * sum[i] + direction[i]);
            }
        }
        return scaled(sum, sent.scale(steps, eta));
    }

    private static float[] scaled(float[] sum, double scale) {
        for (int i = 0; i < sum.length && scale != 1; i++) {
            sum[i] = (float) (scale * sum[i]);
        }
        return sum;
    }

    @Override
    public GradientSource fork() {
        return new LocalSteps(work, rate, mu, sent, resets, source.fork());
    }
}
