/**
 * From a model version to what an honest worker sends: {@link bft.worker.training.Batches} draws
 * rows, the same again for the same seed, worker and version; {@link
 * bft.worker.training.BatchGradients} computes the gradient over them; {@link
 * bft.worker.training.LocalMethods} wraps it in clipping, momentum and local steps; {@link
 * bft.worker.training.ErrorFeedback} adds what the codec lost before. Of these only momentum and
 * feedback remember anything, and the last answer is kept.
 */
package bft.worker.training;
