package bft.server.optimiser;

import static bft.server.optimiser.Branchless.sign;
import static bft.server.optimiser.Branchless.squarable;
import static bft.server.optimiser.DescentOptimisers.share;
import static bft.spec.Parameter.number;
import static bft.spec.Parameter.word;

import bft.spec.Arguments;
import bft.spec.Parameter;
import java.util.Arrays;

/**
 * The settings that Adam and its successors share: how much of the means of gradients and of their
 * squares is kept, and whether means that began at 0 are corrected for that.
 *
 * @param beta1 share of the mean gradient that is kept, in [0, 1)
 * @param beta2 share of the mean square that is kept, in [0, 1)
 * @param epsilon keeps the divisor above 0
 * @param corrected whether after t steps the means are divided by 1 - beta1^t and 1 - beta2^t
 * @param initial mean square before the first step, at least 0
 * @param squares how the mean square follows the squares
 */
record Moments(
        double beta1,
        double beta2,
        double epsilon,
        boolean corrected,
        double initial,
        Squares squares) {
    /** The parameters of these settings, with defaults. */
    static Parameter[] parameters(String epsilon, boolean corrected, String initial) {
        return new Parameter[] {
            share("beta1", "0.9", "of the mean gradient"),
            share("beta2", "0.999", "of the mean square"),
            DescentOptimisers.epsilon(epsilon).means("outside the root"),
            word("correction", corrected ? "yes" : "no", corrected ? "no" : "yes")
                    .means("as adam's, of means that begin at 0"),
            number("initial", initial).atLeast(0).means("where the mean square begins")
        };
    }

    static Moments of(Arguments given, Squares squares) {
        return new Moments(
                given.number("beta1"),
                given.number("beta2"),
                given.number("epsilon"),
                given.is("correction", "yes"),
                given.number("initial"),
                squares);
    }

    /** Two slots: the mean gradients, and their mean squares at the initial value. */
    OptimiserState begun(OptimiserState zeros) {
        Arrays.fill(zeros.slots()[1], Branchless.finite((float) initial));
        return zeros;
    }

    /** How the mean square follows the squares. */
    enum Squares {
        /** Towards g² by a share of the distance. */
        AVERAGED,
        /** Towards g² by a share of g². */
        NUDGED
    }

    /**
     * {@code x <- keep x - reach m / (sqrt(v) spread + epsilon)}: the step that all of them take,
     * with the next m and v.
     */
    Optimiser.Result step(
            double keep, float[] parameters, double reach, float[] gradient, OptimiserState state) {
        boolean averaged = squares == Squares.AVERAGED;
        float kept = (float) keep;
        float far = (float) reach;
        float spread = (float) (1 / Math.sqrt(divisor2(state.step())));
        float keep1 = (float) beta1;
        float add1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float add2 = (float) (1 - beta2);
        float small = (float) epsilon;
        float[] meansBefore = state.slots()[0];
        float[] squaresBefore = state.slots()[1];
        // If the compiler sees that arrays are new, it knows that they do not overlap the others.
        var means = new float[parameters.length];
        var squaresAfter = new float[parameters.length];
        var moved = new float[parameters.length];
        for (int i = 0; i < moved.length; i++) {
            float g = squarable(gradient[i]);
            float mean = keep1 * meansBefore[i] + add1 * g;
            float square = squaresBefore[i];
            square =
                    averaged
                            ? keep2 * square + add2 * (g * g)
                            : square - add2 * (sign(square - g * g) * (g * g));
            means[i] = mean;
            squaresAfter[i] = square;
            float divisor = (float) Math.sqrt(square) * spread + small;
            moved[i] = kept * parameters[i] - far * (mean / divisor);
        }
        return new Optimiser.Result(moved, state.next(means, squaresAfter));
    }

    /** The divisor of the mean gradient after one more step than these finished ones. */
    double divisor1(long step) {
        return divisor(beta1, step);
    }

    /** The same for the mean square. */
    private double divisor2(long step) {
        return divisor(beta2, step);
    }

    private double divisor(double beta, long step) {
        return corrected ? 1 - StrictMath.pow(beta, step + 1.0) : 1;
    }

    @Override
    public String toString() {
        return "beta1=%s,beta2=%s,epsilon=%s,correction=%s,initial=%s"
                .formatted(beta1, beta2, epsilon, corrected ? "yes" : "no", initial);
    }
}
