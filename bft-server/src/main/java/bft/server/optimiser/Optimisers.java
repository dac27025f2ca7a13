package bft.server.optimiser;

import bft.spec.Registry;
import java.util.function.Function;

/**
 * The optimisers and schedules by name, with parameters: {@code momentum:beta=0.9}, {@code
 * ramp:steps=10,inverse-time:rate=0.1,decay=0.01}.
 */
public final class Optimisers {
    private static final Registry<Function<Schedule, Optimiser>> REGISTRY =
            new Registry<>(
                    "optimiser",
                    DescentOptimisers.OPTIMISERS,
                    AdaptiveOptimisers.OPTIMISERS,
                    TensorOptimisers.OPTIMISERS);

    private Optimisers() {}

    /**
     * The optimiser of a specification, for parameters that are one tensor; {@link Optimiser#over}
     * gives it another layout.
     *
     * @param spec such as {@code nesterov:beta=0.95}
     * @throws IllegalArgumentException with the value and what is accepted
     */
    public static Optimiser of(String spec, Schedule rate) {
        return REGISTRY.make(spec).apply(rate);
    }

    /** All optimisers, for listings. */
    public static Registry<?> registry() {
        return REGISTRY;
    }

    /**
     * The schedule of a specification.
     *
     * @param spec such as {@code step:rate=0.1,factor=0.5,every=100}, or just a rate
     * @throws IllegalArgumentException with the value and what is accepted
     */
    public static Schedule schedule(String spec) {
        return Schedules.of(spec);
    }

    /** All schedules, for listings. */
    public static Registry<?> schedules() {
        return Schedules.REGISTRY;
    }
}
