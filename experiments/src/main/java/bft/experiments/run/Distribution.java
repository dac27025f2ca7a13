package bft.experiments.run;

import bft.spec.Registry;
import java.util.List;
import java.util.Random;

/**
 * A length of time in seconds, or a number of versions, that is drawn; never below 0. A
 * specification is a number or a name with parameters: {@code 0.5}, {@code
 * log-normal:median=1,sigma=0.5}. Any of them takes {@code factors=3/1}: worker 0 takes three times
 * as long, and from the last factor on all are alike.
 *
 * <p>{@code d1} and {@code d2} are short for N(6, 2) and N(12, 4), staleness in versions.
 */
public sealed interface Distribution {

    /** Draws one value for a worker; uses no more than what the generator gives. */
    double draw(int worker, Random random);

    /**
     * Reads a specification.
     *
     * @throws IllegalArgumentException naming the value and what is taken
     */
    static Distribution of(String specification) {
        boolean plain = specification.matches("[0-9.]+([eE][-+]?[0-9]+)?");
        return Distributions.REGISTRY.make(
                plain ? "constant:value=" + specification : specification);
    }

    /** What there is. */
    static Registry<?> registry() {
        return Distributions.REGISTRY;
    }

    /** Always the same. */
    record Constant(double value) implements Distribution {
        @Override
        public double draw(int worker, Random random) {
            return value;
        }
    }

    /** Memoryless: with it, whoever comes next is any worker with equal chance. */
    record Exponential(double mean) implements Distribution {
        @Override
        public double draw(int worker, Random random) {
            return -mean * StrictMath.log(1 - random.nextDouble());
        }
    }

    /** What is below 0 becomes 0. */
    record Normal(double mean, double deviation) implements Distribution {
        @Override
        public double draw(int worker, Random random) {
            return Math.max(0, mean + deviation * random.nextGaussian());
        }
    }

    /** Mostly near the median, with a long tail. */
    record LogNormal(double median, double sigma) implements Distribution {
        @Override
        public double draw(int worker, Random random) {
            return median * StrictMath.exp(sigma * random.nextGaussian());
        }
    }

    /** A heavy tail: no variance with a shape of 2 or less, no mean with one of 1 or less. */
    record Pareto(double minimum, double shape) implements Distribution {
        @Override
        public double draw(int worker, Random random) {
            return minimum / StrictMath.pow(1 - random.nextDouble(), 1 / shape);
        }
    }

    /** Another distribution, stretched for each worker. */
    record PerWorker(Distribution of, List<Double> factors) implements Distribution {
        public PerWorker {
            factors = List.copyOf(factors);
        }

        @Override
        public double draw(int worker, Random random) {
            return factors.get(Math.min(worker, factors.size() - 1)) * of.draw(worker, random);
        }
    }
}
