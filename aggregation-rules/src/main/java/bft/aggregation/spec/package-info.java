/**
 * Names with parameters, {@code multi-krum:m=5,power=4}: text in, {@link bft.aggregation.spec.Spec}
 * out. Every registry reads its specifications with it.
 */
package bft.aggregation.spec;
