package bft.server.core;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.Measured;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The tools for the stages of a step.
 *
 * @param aggregator measures and applies
 * @param exchange adds the measurements of servers for other ranges of coordinates; the identity on
 *     a server with all coordinates
 * @param timer measures the time of each stage
 */
public record StepTools(Aggregator aggregator, UnaryOperator<Measured> exchange, Timer timer) {
    /** The stages, in the order in which they are done. */
    public enum Stage {
        MEASURE,
        EXCHANGE,
        DECIDE,
        APPLY,
        OPTIMISE,
        VERIFY
    }

    /** Measures the time of a stage, because the core has no clock. */
    public interface Timer {
        /** Runs the stage and returns its result. */
        <T> T timed(Stage stage, Supplier<T> work);
    }

    /** One server, no timing: for simulations. */
    public static StepTools of(Aggregator aggregator) {
        var untimed =
                new Timer() {
                    @Override
                    public <T> T timed(Stage stage, Supplier<T> work) {
                        return work.get();
                    }
                };
        return new StepTools(aggregator, UnaryOperator.identity(), untimed);
    }
}
