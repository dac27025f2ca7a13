package bft.server.core;

import bft.aggregation.engine.Aggregator;
import bft.aggregation.engine.Measured;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the stages of a step are done with.
 *
 * @param aggregator measures and applies
 * @param exchange adds what the servers of other ranges of coordinates have measured; the identity
 *     on a server that has all of them
 * @param timer takes the time of each stage
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

    /** Takes the time of a stage: the core has no clock. */
    public interface Timer {
        /** Runs the stage and returns what it makes. */
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
