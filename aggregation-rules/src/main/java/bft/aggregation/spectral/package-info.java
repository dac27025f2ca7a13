/**
 * Rules that look for the direction in which rows spread most: {@link bft.aggregation.Distances}
 * in, {@link bft.aggregation.Weights} out. The eigenvectors in d-space follow from those of n x n
 * matrices of inner products. Only {@link bft.aggregation.rules.Rules} and whoever builds rules by
 * hand import it.
 */
package bft.aggregation.spectral;
