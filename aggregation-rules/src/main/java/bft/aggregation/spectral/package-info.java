/**
 * Rules based on the direction of largest variance of the rows: {@link bft.aggregation.Distances}
 * in, {@link bft.aggregation.Weights} out. The eigenvectors in d-space follow from those of n x n
 * matrices of inner products. Only {@link bft.aggregation.rules.Rules} and code that builds rules
 * directly import it.
 */
package bft.aggregation.spectral;
