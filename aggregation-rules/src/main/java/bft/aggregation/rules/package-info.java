/**
 * The rules by name: {@link bft.aggregation.rules.Rules} reads a specification and makes an {@link
 * bft.aggregation.AggregationRule}. A new rule is a class in {@code bft.aggregation.mixing}, {@code
 * .reducer}, {@code .selection} or {@code .spectral} and an entry in the file of its family here.
 */
package bft.aggregation.rules;
