/**
 * Robust rules in which rows carry weights, for asynchronous training where some workers have sent
 * more than others. Weights and rows in, a row out. They are mixings and reducers like all rules,
 * and are rebuilt for each step, since each step has its own weights.
 */
package bft.aggregation.admission.weighted;
