package bft.experiments.scenario;

import bft.spec.Spec;
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
        if (specification.matches("[0-9.]+([eE][-+]?[0-9]+)?")) {
            return new Constant(Double.parseDouble(specification));
        }
        Spec spec = Spec.parse(specification);
        List<Double> factors = spec.numbers("factors");
        return factors.isEmpty() ? plain(spec) : new PerWorker(plain(spec), factors);
    }

    private static Distribution plain(Spec spec) {
        return switch (spec.name()) {
            case "constant" -> {
                spec.allowing("value", "factors");
                yield new Constant(spec.number("value", 1));
            }
            case "exponential" -> {
                spec.allowing("mean", "factors");
                yield new Exponential(spec.number("mean", 1));
            }
            case "normal" -> {
                spec.allowing("mean", "deviation", "factors");
                yield new Normal(spec.number("mean", 1), spec.number("deviation", 0.3));
            }
            case "d1" -> new Normal(6, 2).named(spec);
            case "d2" -> new Normal(12, 4).named(spec);
            case "log-normal" -> {
                spec.allowing("median", "sigma", "factors");
                yield new LogNormal(spec.number("median", 1), spec.number("sigma", 0.5));
            }
            case "pareto" -> {
                spec.allowing("minimum", "shape", "factors");
                yield new Pareto(spec.number("minimum", 1), spec.number("shape", 1.5));
            }
            default ->
                    throw new IllegalArgumentException(
                            "no distribution '%s'; there are a number, constant, exponential, normal,"
                                            .formatted(spec.name())
                                    + " d1, d2, log-normal, pareto");
        };
    }

    /** Always the same. */
    record Constant(double value) implements Distribution {
        public Constant {
            requireAtLeast(0, "value", value);
        }

        @Override
        public double draw(int worker, Random random) {
            return value;
        }
    }

    /** Memoryless: with it, whoever comes next is any worker with equal chance. */
    record Exponential(double mean) implements Distribution {
        public Exponential {
            requireAtLeast(0, "mean", mean);
        }

        @Override
        public double draw(int worker, Random random) {
            return -mean * StrictMath.log(1 - random.nextDouble());
        }
    }

    /** What is below 0 becomes 0. */
    record Normal(double mean, double deviation) implements Distribution {
        public Normal {
            requireAtLeast(0, "mean", mean);
            requireAtLeast(0, "deviation", deviation);
        }

        private Normal named(Spec spec) {
            spec.allowing("factors");
            return this;
        }

        @Override
        public double draw(int worker, Random random) {
            return Math.max(0, mean + deviation * random.nextGaussian());
        }
    }

    /** Mostly near the median, with a long tail. */
    record LogNormal(double median, double sigma) implements Distribution {
        public LogNormal {
            requireAtLeast(0, "median", median);
            requireAtLeast(0, "sigma", sigma);
        }

        @Override
        public double draw(int worker, Random random) {
            return median * StrictMath.exp(sigma * random.nextGaussian());
        }
    }

    /** A heavy tail: no variance with a shape of 2 or less, no mean with one of 1 or less. */
    record Pareto(double minimum, double shape) implements Distribution {
        private static final double LEAST_SHAPE = 0.1;

        public Pareto {
            requireAtLeast(0, "minimum", minimum);
            requireAtLeast(LEAST_SHAPE, "shape", shape);
        }

        @Override
        public double draw(int worker, Random random) {
            return minimum / StrictMath.pow(1 - random.nextDouble(), 1 / shape);
        }
    }

    /** Another distribution, stretched for each worker. */
    record PerWorker(Distribution of, List<Double> factors) implements Distribution {
        public PerWorker {
            factors = List.copyOf(factors);
            factors.forEach(factor -> requireAtLeast(0, "factors", factor));
        }

        @Override
        public double draw(int worker, Random random) {
            return factors.get(Math.min(worker, factors.size() - 1)) * of.draw(worker, random);
        }
    }

    private static void requireAtLeast(double least, String name, double value) {
        if (!(value >= least && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "%s must be finite and >= %s, got %s".formatted(name, least, value));
        }
    }
}
