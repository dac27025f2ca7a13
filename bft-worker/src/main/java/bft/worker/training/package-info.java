/**
 * From a model version to a gradient: batches, the same again for the same seed, worker, version.
 */
package bft.worker.training;
