/**
 * Registries: what can be asked for by name, and with which parameters. A text such as {@code
 * multi-krum:m=5,power=4} goes in and becomes a {@link bft.spec.Spec}; a {@link bft.spec.Registry}
 * finds the {@link bft.spec.Entry} of that name, checks the values against its {@link
 * bft.spec.Parameter}s, and hands the {@link bft.spec.Arguments} to the entry's factory. The same
 * entry is what listings and reference pages print. Depends on nothing of ours.
 */
package bft.spec;
