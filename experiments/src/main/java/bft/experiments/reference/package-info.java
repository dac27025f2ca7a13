/**
 * The listings of all names: {@link bft.experiments.reference.Registries} has all registries, and
 * each is printed by its own command, as text, as JSON, and on the reference page.
 */
package bft.experiments.reference;
