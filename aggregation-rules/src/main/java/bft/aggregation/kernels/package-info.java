/**
 * The loops over coordinates: rows of floats in, block sums and reduced coordinates out. {@link
 * bft.aggregation.kernels.Kernels} says which sets there are; {@link
 * bft.aggregation.kernels.BlockDistances} and {@link bft.aggregation.kernels.Strip} are what the
 * passes use. Only {@code bft.aggregation} and its reducers import it.
 */
package bft.aggregation.kernels;
