/**
 * Data poisoning: rows of features with their labels in, the rows that a Byzantine worker learns
 * from out. Its gradient is then computed honestly; attacks on vectors may follow.
 *
 * <p>One row at a time, so that no code needs all data; random values come from a generator for the
 * row, so that a row is poisoned in the same way each time it is sampled.
 */
package bft.attacks.data;
