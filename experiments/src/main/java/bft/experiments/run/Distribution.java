package bft.experiments.run;

import bft.spec.Registry;
import java.util.List;
import java.util.Random;

/**
 * A random length of time in seconds, or a random number of versions; never below 0. A
 * specification is a number or a name with parameters: {@code 0.5}, {@code
 * log-normal:median=1,sigma=0.5}. Each distribution takes {@code factors=3/1}: worker 0 takes three
 * times as long, and the last factor holds for all further workers.
 *
 * <p>{@code d1} and {@code d2} are short for N(6, 2) and N(12, 4), staleness in versions.
 */
public sealed interface Distribution {

    /** Draws one value for a worker; the generator is the only source of randomness. */
    double draw(int worker, Random random);

    /**
     * Reads a specification.
     *
     * @throws IllegalArgumentException naming the value and the accepted ones
     */
    static Distribution of(String specification) {
        boolean plain = specification.matches("[0-9.]+([eE][-+]?[0-9]+)?");
        return Distributions.REGISTRY.make(
                plain ? "constant:value=" + specification : specification);
    }

    /** All distributions by name. */
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

    /** Memoryless: the next gradient comes from any worker with equal chance. */
    record Exponential(double mean) implements Distribution {
        @Override
        public double draw(int worker, Random random) {
            return -mean * StrictMath.log(1 - random.nextDouble());
        }
    }

    /** Values below 0 become 0. */
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

    /** Another distribution, multiplied by a factor for each worker. */
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
