/**
 * What can be asked for by name: {@link bft.experiments.reference.Registries} names all registries,
 * and each is printed by a command of its own, as text, as JSON, and on the reference page.
 */
package bft.experiments.reference;
