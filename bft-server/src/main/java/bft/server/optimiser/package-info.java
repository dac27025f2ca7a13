/**
 * How an aggregate becomes the next model: optimisers with their state as a value, and learning
 * rate schedules.
 *
 * <p>Data in: the parameters and the aggregate of a round, both {@code float[d]}, and the state
 * after the round before. Data out: the next parameters and the next state, in new arrays. No
 * clock, no randomness, no I/O. Imported by the packages of {@code bft.server} only; imports
 * nothing of the other stages.
 */
package bft.server.optimiser;
