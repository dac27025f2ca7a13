/**
 * Attacks: what an adversary knows in, the vectors that its workers send out.
 *
 * <p>n workers in all, f of them Byzantine, d coordinates. Attacks are pure functions: what they do
 * follows from the view, the round and the seed alone, so colluding processes that share a seed and
 * a view agree without a channel between them. Depends on the aggregation rules only; never used by
 * a server.
 */
package bft.attacks;
