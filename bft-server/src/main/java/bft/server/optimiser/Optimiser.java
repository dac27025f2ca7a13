package bft.server.optimiser;

/**
 * One step of first-order optimisation. Implementations are records of their settings; whatever
 * changes from step to step is in the {@link OptimiserState} that goes in and comes out.
 */
public interface Optimiser {
    /** The learning rate at each step. */
    Schedule rate();

    /**
     * The state before the first step.
     *
     * @param dimension d, the number of parameters, at least 1
     */
    OptimiserState init(int dimension);

    /**
     * Moves the parameters against the gradient.
     *
     * @param parameters d values, modified
     * @param gradient d values, not modified
     * @param state the state after the step before; its slots are modified and passed on, so the
     *     caller goes on with the result alone
     * @throws IllegalArgumentException if the lengths differ
     */
    OptimiserState step(float[] parameters, float[] gradient, OptimiserState state);
}
