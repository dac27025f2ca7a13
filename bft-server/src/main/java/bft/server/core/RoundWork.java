package bft.server.core;

import bft.aggregation.Aggregation;
import bft.aggregation.Aggregator;
import bft.aggregation.RoundContext;
import bft.aggregation.admission.bundle.Bundle;
import bft.server.optimiser.Optimiser;
import bft.server.optimiser.OptimiserState;
import java.util.List;

/** A step, detached from the job: all that makes the next version, for any one thread. */
public final class RoundWork {
    private final Bundle bundle;
    private final RoundContext context;
    private final float[] parameters;
    private final Optimiser optimiser;
    private final OptimiserState state;

    RoundWork(Bundle bundle, RoundContext context, Step step) {
        this.bundle = bundle;
        this.context = context;
        this.parameters = step.parameters();
        this.optimiser = step.optimiser();
        this.state = step.state();
    }

    /** Where the step starts: parameters are copied, the state's slots modified. */
    record Step(float[] parameters, Optimiser optimiser, OptimiserState state) {}

    /**
     * Applies the rule and the optimiser, and puts into words what became of each row. Once only:
     * the optimiser's state is modified.
     *
     * <p>Cost: the rule's, and three passes over d.
     */
    public RoundResult run(Aggregator aggregator) {
        Aggregation aggregation = bundle.step(aggregator, context);
        float[] next = parameters.clone();
        OptimiserState after = optimiser.step(next, aggregation.output(), state);
        var told = new Aggregation(aggregation.output(), List.copyOf(aggregation.rows()));
        return new RoundResult(told, next, after, norm(aggregation.output()));
    }

    private static double norm(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
