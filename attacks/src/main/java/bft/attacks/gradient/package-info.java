/**
 * Attacks that forge vectors, other than those along a {@code bft.attacks.line}. Each attack that
 * the catalogue makes is a public type, so there may be more than twelve.
 */
package bft.attacks.gradient;
