/**
 * How an aggregate becomes the next model: optimisers with their state as a value, and learning
 * rate schedules. An optimiser is a record and an entry of {@link bft.server.optimiser.Optimisers};
 * its tests are then those of the contract, and steps beside other code. d is the number of
 * parameters, x the parameters, g the aggregate, t the finished steps.
 *
 * <p>Data in: the parameters and the aggregate of a round, both {@code float[d]}, and the state
 * after the round before. Data out: the next parameters and the next state, in new arrays. No
 * clock, no randomness, no I/O. A loop over d stands in the method that makes its arrays: there the
 * compiler knows that they are none of those it reads, and uses vector instructions. Imported by
 * the packages of {@code bft.server} only; imports nothing of the other stages.
 */
package bft.server.optimiser;
