package bft.server.core;

/**
 * Work that costs O(d) or more and is therefore not done on the job's thread: detached from the
 * job, for any one thread. {@link Effects#compute} says how to run it.
 */
public sealed interface Work permits Step, Filtering {
    /**
     * Does the work. Errors of a rule or a filter are part of the result.
     *
     * @param tools for the stages of a step
     */
    Done run(StepTools tools);

    /** The result for {@link Job#done}. */
    sealed interface Done permits StepResult, Filtered {}
}
