/**
 * Rules that weight rows, and the pre-aggregations that compute new rows from them: {@link
 * bft.aggregation.Distances} in, {@link bft.aggregation.Weights} out, O(n²) to O(n³) and no pass
 * over the d coordinates. Only {@link bft.aggregation.rules.Rules} and code that builds rules
 * directly import it.
 */
package bft.aggregation.mixing;
