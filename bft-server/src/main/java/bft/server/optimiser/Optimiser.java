package bft.server.optimiser;

/**
 * One step of an optimisation by gradients, a pure function. Implementations are records of their
 * settings; what changes from step to step is in the {@link OptimiserState} that goes in and the
 * one that comes out.
 */
public interface Optimiser {
    /** The learning rate at each step. */
    Schedule rate();

    /**
     * Arrays of d values that the state holds: 0 for gradient descent, 1 for momentum.
     *
     * @param dimension d, the number of parameters, at least 1
     * @throws IllegalArgumentException if the layout is not one of d parameters, or not enough
     */
    int slots(int dimension);

    /**
     * The same for parameters that lie so. One that treats all coordinates alike needs no layout.
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
     * Moves the parameters against the gradient. The arrays that come out are new, so whoever holds
     * the old ones, to send or to save them, may go on reading.
     *
     * @param parameters d values, not modified
     * @param gradient d values, not modified
     * @param state the state after the step before, not modified
     * @throws IllegalArgumentException if the lengths differ
     */
    Result step(float[] parameters, float[] gradient, OptimiserState state);

    /**
     * What a step makes.
     *
     * @param parameters d values, new
     * @param state of the optimiser after the step
     */
    record Result(float[] parameters, OptimiserState state) {}
}
