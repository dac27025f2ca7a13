/**
 * Registries: objects that are selected by name and parameters. A text such as {@code
 * multi-krum:m=5,power=4} is parsed to a {@link bft.spec.Spec}; a {@link bft.spec.Registry} finds
 * the {@link bft.spec.Entry} of that name, checks the values against its {@link
 * bft.spec.Parameter}s, and passes the {@link bft.spec.Arguments} to the entry's factory. Listings
 * and reference pages print the same entry. Depends on no other package of the project.
 */
package bft.spec;
