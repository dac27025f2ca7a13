/**
 * Rules by column: a block of rows in, one value for each column out. Only {@link
 * bft.aggregation.rules.Rules} and whoever builds rules by hand import it.
 */
package bft.aggregation.reducer;
