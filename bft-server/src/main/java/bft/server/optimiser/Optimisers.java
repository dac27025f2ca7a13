package bft.server.optimiser;

import bft.aggregation.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The optimisers and schedules by name, with parameters: {@code momentum:beta=0.9}, {@code
 * warm-up:steps=10,inverse-time:rate=0.1,decay=0.01}.
 */
public final class Optimisers {
    private static final double DEFAULT_RATE = 0.1;
    private static final double DEFAULT_BETA = 0.9;

    private static final Map<String, BiFunction<Spec, Schedule, Optimiser>> OPTIMISERS =
            new TreeMap<>(
                    Map.of(
                            "sgd",
                            (spec, rate) -> {
                                spec.allowing();
                                return new Sgd(rate);
                            },
                            "momentum",
                            (spec, rate) -> new Momentum(rate, beta(spec), false),
                            "nesterov",
                            (spec, rate) -> new Momentum(rate, beta(spec), true)));

    private static final Map<String, BiFunction<Spec, List<Spec>, Schedule>> SCHEDULES =
            new TreeMap<>(
                    Map.of(
                            "constant",
                            (spec, rest) -> {
                                last(spec.allowing("rate"), rest);
                                return new Schedule.Constant(rate(spec));
                            },
                            "inverse-time",
                            (spec, rest) -> {
                                last(spec.allowing("rate", "decay"), rest);
                                return new Schedule.InverseTime(
                                        rate(spec), spec.number("decay", 0.01));
                            },
                            "step",
                            (spec, rest) -> {
                                last(spec.allowing("rate", "factor", "every"), rest);
                                return new Schedule.Step(
                                        rate(spec),
                                        spec.number("factor", 0.5),
                                        spec.integer("every", 100));
                            },
                            "warm-up",
                            (spec, rest) -> {
                                spec.allowing("steps");
                                return new Schedule.WarmUp(
                                        spec.integer("steps", 10), chain(spec, rest));
                            }));

    private Optimisers() {}

    /**
     * The optimiser of a specification.
     *
     * @param spec such as {@code nesterov:beta=0.95}
     * @throws IllegalArgumentException naming the value and what is taken
     */
    public static Optimiser of(String spec, Schedule rate) {
        Spec parsed = Spec.parse(spec);
        return lookUp("optimiser", OPTIMISERS, parsed.name()).apply(parsed, rate);
    }

    /**
     * The schedule of a specification.
     *
     * @param spec such as {@code step:rate=0.1,factor=0.5,every=100}, or just a rate
     * @throws IllegalArgumentException naming the value and what is taken
     */
    public static Schedule schedule(String spec) {
        if (spec.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?")) {
            return schedule("constant:rate=" + spec);
        }
        return schedule(Spec.parseChain(spec));
    }

    private static Schedule schedule(List<Spec> chain) {
        Spec first = chain.get(0);
        return lookUp("schedule", SCHEDULES, first.name())
                .apply(first, chain.subList(1, chain.size()));
    }

    private static Schedule chain(Spec spec, List<Spec> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(
                    spec.name()
                            + " must be followed by a schedule: "
                            + spec
                            + ",constant:rate=0.1");
        }
        return schedule(rest);
    }

    private static void last(Spec spec, List<Spec> rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException(
                    "schedule " + spec.name() + " cannot be followed by " + rest.get(0).name());
        }
    }

    private static double rate(Spec spec) {
        return spec.number("rate", DEFAULT_RATE);
    }

    private static double beta(Spec spec) {
        return spec.allowing("beta").number("beta", DEFAULT_BETA);
    }

    private static <T> T lookUp(String kind, Map<String, T> registry, String name) {
        T found = registry.get(name);
        if (found == null) {
            String known = registry.keySet().stream().collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "no " + kind + " '" + name + "'; there are " + known);
        }
        return found;
    }
}
