package bft.server.core;

/**
 * What costs O(d) or more and is therefore not done on the job's thread: detached from the job, for
 * any one thread. {@link Effects#compute} says what to do with it.
 */
public sealed interface Work permits Step, Filtering {
    /**
     * Does it. Errors of a rule or a filter are part of what comes back.
     *
     * @param tools what a step is made with
     */
    Done run(StepTools tools);

    /** What comes back to {@link Job#done}. */
    sealed interface Done permits StepResult, Filtered {}
}
