package bft.server.optimiser;

import bft.spec.BadArgument;

/**
 * One step of gradient-based optimisation, a pure function. Implementations are records of their
 * settings; an {@link OptimiserState} goes in, and the next one is returned.
 */
public interface Optimiser {
    /** The learning rate at each step. */
    Schedule rate();

    /**
     * Arrays of d values that the state holds: 0 for gradient descent, 1 for momentum.
     *
     * @param dimension d, the number of parameters, at least 1
     * @throws IllegalArgumentException if the layout does not have d parameters, or does not suit
     *     the optimiser
     */
    int slots(int dimension);

    /**
     * This optimiser for another layout of the parameters. One that treats all coordinates alike
     * needs no layout.
     */
    default Optimiser over(ParameterLayout layout) {
        return this;
    }

    /**
     * The state before the first step.
     *
     * @param dimension d, the number of parameters, at least 1
     * @throws IllegalArgumentException as {@link #slots}
     */
    default OptimiserState init(int dimension) {
        return new OptimiserState(0, new float[slots(dimension)][dimension]);
    }

    /**
     * Moves the parameters against the gradient. The returned arrays are new, so the old ones stay
     * valid while they are sent or saved.
     *
     * @param parameters d values, not modified
     * @param gradient d values, not modified
     * @param state the state after the step before, not modified
     * @throws IllegalArgumentException if the lengths differ
     */
    default Result step(float[] parameters, float[] gradient, OptimiserState state) {
        BadArgument.when(parameters.length != gradient.length)
                .because(
                        "gradient has %s values, parameters %s",
                        gradient.length, parameters.length);
        return move(parameters, gradient, state);
    }

    /** How this optimiser makes a step, of arrays that have been checked. */
    Result move(float[] parameters, float[] gradient, OptimiserState state);

    /**
     * The result of a step.
     *
     * @param parameters d values, new
     * @param state of the optimiser after the step
     */
    record Result(float[] parameters, OptimiserState state) {}
}
