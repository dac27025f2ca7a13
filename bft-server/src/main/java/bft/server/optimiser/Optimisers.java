package bft.server.optimiser;

import bft.aggregation.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The optimisers and schedules by name, with parameters: {@code momentum:beta=0.9}, {@code
 * ramp:steps=10,inverse-time:rate=0.1,decay=0.01}.
 */
public final class Optimisers {
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
        return Schedules.of(spec);
    }

    /** What schedules there are, in words. */
    public static List<ScheduleDescription> schedules() {
        return Schedules.all();
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
