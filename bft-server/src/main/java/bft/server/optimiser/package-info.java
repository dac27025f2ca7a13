/**
 * How an aggregate becomes the next model: optimisers with their state as a value, and learning
 * rate schedules. An optimiser is a record and an entry of {@link bft.server.optimiser.Optimisers};
 * it is then covered by the contract tests and by comparisons with other implementations. d is the
 * number of parameters, x the parameters, g the aggregate, t the finished steps.
 *
 * <p>Data in: the parameters and the aggregate of a round, both {@code float[d]}, and the state
 * after the round before. Data out: the next parameters and the next state, in new arrays. No
 * clock, no randomness, no I/O. A loop over d is in the method that allocates its result: there the
 * compiler knows that the arrays do not overlap, and uses vector instructions. Imported by the
 * packages of {@code bft.server} only; does not import the other stages.
 */
package bft.server.optimiser;
