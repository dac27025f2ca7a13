package bft.server.optimiser;

import bft.spec.Spec;
import java.util.List;

/**
 * The optimisers and schedules by name, with parameters: {@code momentum:beta=0.9}, {@code
 * ramp:steps=10,inverse-time:rate=0.1,decay=0.01}.
 */
public final class Optimisers {
    private static final List<OptimiserEntry> ENTRIES =
            List.of(
                    DescentOptimisers.SGD,
                    DescentOptimisers.MOMENTUM,
                    DescentOptimisers.NESTEROV,
                    AdaptiveOptimisers.ADAGRAD,
                    AdaptiveOptimisers.RMSPROP,
                    AdaptiveOptimisers.ADAM,
                    AdaptiveOptimisers.ADAMW,
                    AdaptiveOptimisers.YOGI,
                    TensorOptimisers.LAMB,
                    TensorOptimisers.LARS,
                    TensorOptimisers.SHAMPOO,
                    DescentOptimisers.LION,
                    DescentOptimisers.SIGN);

    private Optimisers() {}

    /**
     * The optimiser of a specification, for parameters that are one tensor; {@link Optimiser#over}
     * gives it another layout.
     *
     * @param spec such as {@code nesterov:beta=0.95}
     * @throws IllegalArgumentException naming the value and what is taken
     */
    public static Optimiser of(String spec, Schedule rate) {
        Spec parsed = Spec.parse(spec);
        for (OptimiserEntry entry : ENTRIES) {
            if (entry.description().name().equals(parsed.name())) {
                return entry.factory().make(parsed, rate);
            }
        }
        List<String> names = all().stream().map(OptimiserDescription::name).toList();
        throw new IllegalArgumentException(
                "no optimiser '" + parsed.name() + "'; there are " + String.join(", ", names));
    }

    /** What optimisers there are, in words. */
    public static List<OptimiserDescription> all() {
        return ENTRIES.stream().map(OptimiserEntry::description).toList();
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
}
