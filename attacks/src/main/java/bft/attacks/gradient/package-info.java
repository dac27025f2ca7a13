/**
 * Attacks that forge vectors, other than those along a {@code bft.attacks.line}. One public type
 * for each attack, which the catalogue makes, so that there may be more than twelve.
 */
package bft.attacks.gradient;
