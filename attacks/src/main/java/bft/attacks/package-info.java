/** Attacks: what an adversary knows in, the vectors that it sends out. */
package bft.attacks;
