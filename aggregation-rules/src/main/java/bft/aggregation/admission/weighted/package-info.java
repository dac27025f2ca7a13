/**
 * Robust rules in which rows carry weights, for asynchronous training where some workers have sent
 * more than others. Weights and rows in, a row out, as parts of the same algebra of mixings and
 * reducers as all rules; made anew for each step, since the weights are the step's.
 */
package bft.aggregation.admission.weighted;
