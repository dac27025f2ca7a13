/**
 * Rules that weight rows, and the pre-aggregations that make new rows of them: {@link
 * bft.aggregation.Distances} in, {@link bft.aggregation.Weights} out, O(n²) to O(n³) and no pass
 * over the d coordinates. Only {@link bft.aggregation.rules.Rules} and whoever builds rules by hand
 * import it.
 */
package bft.aggregation.mixing;
