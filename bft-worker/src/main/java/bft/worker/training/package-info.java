/**
 * From a model version to what an honest worker sends: {@link bft.worker.training.BatchGradients}
 * draws batches, the same again for the same seed, worker and version; {@link
 * bft.worker.training.LocalMethods} wraps it in clipping, momentum and local steps. Of these only
 * momentum remembers anything.
 */
package bft.worker.training;
