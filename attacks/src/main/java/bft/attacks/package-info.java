/**
 * Attacks: the knowledge of an adversary in, the vectors that its workers send out.
 *
 * <p>n workers in all, f of them Byzantine, d coordinates. Attacks are pure functions of the view,
 * the round and the seed, so colluding processes that share a seed and a view agree without
 * communication. Depends on the aggregation rules only; never used by a server.
 */
package bft.attacks;
