/**
 * The attacks on vectors by name: {@link bft.attacks.catalogue.Attacks} reads a specification and
 * makes a {@link bft.attacks.Attack}. A new attack is a class in {@code bft.attacks.gradient},
 * {@code .line} or {@code .data} and an entry in the file of its family here.
 */
package bft.attacks.catalogue;
