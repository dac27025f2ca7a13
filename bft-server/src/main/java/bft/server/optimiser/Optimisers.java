package bft.server.optimiser;

import bft.spec.Registry;
import java.util.function.Function;

/** The optimisers by name, with parameters: {@code momentum:beta=0.9}. */
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
}
