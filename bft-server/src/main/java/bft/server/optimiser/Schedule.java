package bft.server.optimiser;

/**
 * The learning rate at each step. Schedules wrap one another: a {@link WarmUp} ramps any other up.
 */
public interface Schedule {
    /**
     * @param step finished steps, so 0 at the first one
     * @return the rate, positive
     */
    double rateAt(long step);

    /** {@code rate} at every step. */
    record Constant(double rate) implements Schedule {
        public Constant {
            requirePositive("rate", rate);
        }

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
        public InverseTime {
            requirePositive("rate", rate);
            if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "schedule needs a finite decay >= 0, got decay=" + decay);
            }
        }

        @Override
        public double rateAt(long step) {
            return rate / (1 + decay * step);
        }

        @Override
        public String toString() {
            return "inverse-time:rate=" + rate + ",decay=" + decay;
        }
    }

    /** {@code rate factor^floor(step / every)}: a stair that goes down (or up) every so often. */
    record Step(double rate, double factor, long every) implements Schedule {
        public Step {
            requirePositive("rate", rate);
            requirePositive("factor", factor);
            if (every < 1) {
                throw new IllegalArgumentException("schedule needs every >= 1, got every=" + every);
            }
        }

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
     * Ramps {@code then} up in equal parts over the first {@code steps} steps and is {@code then}
     * from there on: {@code min(1, (step + 1) / steps) then(step)}.
     *
     * <p>P. Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017, section
     * 2.2.
     */
    record WarmUp(long steps, Schedule then) implements Schedule {
        public WarmUp {
            if (steps < 1) {
                throw new IllegalArgumentException("schedule needs steps >= 1, got steps=" + steps);
            }
        }

        @Override
        public double rateAt(long step) {
            return Math.min(1, (step + 1.0) / steps) * then.rateAt(step);
        }

        @Override
        public String toString() {
            return "warm-up:steps=" + steps + "," + then;
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "schedule needs a finite " + name + " > 0, got " + name + "=" + value);
        }
    }
}
