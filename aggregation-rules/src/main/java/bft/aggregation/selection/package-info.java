/**
 * Rules that choose rows by their distances and average the chosen rows: {@link
 * bft.aggregation.Distances} in, {@link bft.aggregation.Weights} out, no pass over the d
 * coordinates. Only {@link bft.aggregation.rules.Rules} and code that builds rules directly import
 * it.
 */
package bft.aggregation.selection;
