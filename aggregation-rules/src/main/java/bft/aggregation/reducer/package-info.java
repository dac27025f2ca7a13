/**
 * Coordinate-wise rules: a block of rows in, one value for each column out. Only {@link
 * bft.aggregation.rules.Rules} and code that builds rules directly import it.
 */
package bft.aggregation.reducer;
