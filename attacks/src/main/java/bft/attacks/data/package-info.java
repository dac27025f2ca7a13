/**
 * Poison: rows of features with their labels in, what a Byzantine worker learns from instead out.
 * Its gradient is then computed as honestly as any; attacks on vectors may follow.
 *
 * <p>One row at a time, so that nobody needs the data whole; what is random is drawn from a
 * generator of the row's own, so that a row is poisoned the same each time it is drawn.
 */
package bft.attacks.data;
