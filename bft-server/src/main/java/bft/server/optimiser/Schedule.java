package bft.server.optimiser;

import bft.spec.BadArgument;

/**
 * The learning rate at each step. Schedules wrap one another: a {@link Ramp} ramps any other up.
 */
public interface Schedule {
    /**
     * @param step finished steps, so 0 at the first one
     * @return the rate, at least 0
     */
    double rateAt(long step);

    /** {@code rate} at every step. */
    record Constant(double rate) implements Schedule {
        @Override
        public double rateAt(long step) {
            return rate;
        }

        @Override
        public String toString() {
            return "constant:rate=" + rate;
        }
    }

    /**
     * {@code rate / (1 + decay step)}: with decay above 0 the rates sum to infinity and their
     * squares do not, which is what H. Robbins and S. Monro (Annals of Mathematical Statistics,
     * 1951) ask for convergence.
     */
    record InverseTime(double rate, double decay) implements Schedule {
        @Override
        public double rateAt(long step) {
            return rate / (1 + decay * step);
        }

        @Override
        public String toString() {
            return "inverse-time:rate=" + rate + ",decay=" + decay;
        }
    }

    /** {@code rate factor^floor(step / every)}: step decay, or growth. */
    record Step(double rate, double factor, long every) implements Schedule {
        @Override
        public double rateAt(long step) {
            return rate * StrictMath.pow(factor, step / every);
        }

        @Override
        public String toString() {
            return "step:rate=" + rate + ",factor=" + factor + ",every=" + every;
        }
    }

    /**
     * {@code end + (rate - end) (1 - step / steps)^power}, and {@code end} from {@code steps} on.
     * Linear with power 1.
     */
    record Polynomial(double rate, long steps, double power, double end) implements Schedule {
        public Polynomial {
            requireEnd(end, rate);
        }

        @Override
        public double rateAt(long step) {
            double left = 1 - Math.min(step, steps) / (double) steps;
            return end + (rate - end) * StrictMath.pow(left, power);
        }

        @Override
        public String toString() {
            return "polynomial:rate=%s,steps=%s,power=%s,end=%s".formatted(rate, steps, power, end);
        }
    }

    /**
     * {@code end + (rate - end) (1 + cos(pi step / steps)) / 2}, and {@code end} from {@code steps}
     * on.
     *
     * <p>I. Loshchilov and F. Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR,
     * 2017, equation 5; one period, no restart.
     */
    record Cosine(double rate, long steps, double end) implements Schedule {
        public Cosine {
            requireEnd(end, rate);
        }

        @Override
        public double rateAt(long step) {
            double done = Math.min(step, steps) / (double) steps;
            return end + (rate - end) * (1 + StrictMath.cos(Math.PI * done)) / 2;
        }

        @Override
        public String toString() {
            return "cosine:rate=%s,steps=%s,end=%s".formatted(rate, steps, end);
        }
    }

    /**
     * {@code k then(step)}: the linear scaling rule, by which a batch k times as large takes a rate
     * k times as high.
     *
     * <p>P. Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017, section
     * 2.1.
     */
    record Scale(double k, Schedule then) implements Schedule {
        @Override
        public double rateAt(long step) {
            return k * then.rateAt(step);
        }

        @Override
        public String toString() {
            return "scale:k=" + k + "," + then;
        }
    }

    /**
     * Gradual warm-up: from the rate of one worker to k times that in equal parts over {@code
     * steps} steps, {@code (1 + (k - 1) min(1, step / steps)) then(step)}. {@code then} counts its
     * steps from the very first.
     *
     * <p>P. Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017,
     * sections 2.1 and 2.2.
     */
    record WarmUp(double k, long steps, Schedule then) implements Schedule {
        @Override
        public double rateAt(long step) {
            double done = Math.min(step, steps) / (double) steps;
            return (1 + (k - 1) * done) * then.rateAt(step);
        }

        @Override
        public String toString() {
            return "warm-up:k=" + k + ",steps=" + steps + "," + then;
        }
    }

    /**
     * Ramps {@code then} up from near 0 in equal parts over the first {@code steps} steps, then
     * equals {@code then}: {@code min(1, (step + 1) / steps) then(step)}.
     */
    record Ramp(long steps, Schedule then) implements Schedule {
        @Override
        public double rateAt(long step) {
            return Math.min(1, (step + 1.0) / steps) * then.rateAt(step);
        }

        @Override
        public String toString() {
            return "ramp:steps=" + steps + "," + then;
        }
    }

    private static void requireEnd(double end, double rate) {
        BadArgument.when(end > rate)
                .because("schedule needs 0 <= end <= rate=%s, got %s", rate, end);
    }
}
