/**
 * Applies a rule to rows: {@link bft.aggregation.engine.Aggregator} measures the distances the
 * rule's mixings ask for, lets them decide on weights, and mixes and reduces by blocks of
 * coordinates, over threads of its own. Contracts come from {@code bft.aggregation}; which rule it
 * is does not matter here.
 */
package bft.aggregation.engine;
