/**
 * Applies a rule to rows: {@link bft.aggregation.engine.Aggregator} measures the distances the
 * rule's mixings need, has them compute the weights, and mixes and reduces by blocks of
 * coordinates, in threads of its own. The contracts are in {@code bft.aggregation}; nothing here
 * depends on a particular rule.
 */
package bft.aggregation.engine;
