/**
 * Rules that choose rows by their distances and average what they chose: {@link
 * bft.aggregation.Distances} in, {@link bft.aggregation.Weights} out, no pass over the d
 * coordinates. Only {@link bft.aggregation.rules.Rules} and whoever builds rules by hand import it.
 */
package bft.aggregation.selection;
