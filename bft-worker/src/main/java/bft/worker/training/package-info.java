/**
 * From a model version to what an honest worker sends: {@link bft.worker.training.Batches} draws
 * rows, which depend only on seed, worker and version; {@link bft.worker.training.BatchGradients}
 * computes the gradient over them; {@link bft.worker.training.LocalMethods} wraps it in clipping,
 * momentum and local steps; {@link bft.worker.training.ErrorFeedback} adds what the codec lost
 * before. Only momentum, local AdamW and feedback have memory, and the last result is kept. {@link
 * bft.worker.training.WorkerFigures} is what the worker reports of its batches and steps, and of
 * the rows that {@link bft.worker.training.HeldOut} keeps for evaluation.
 */
package bft.worker.training;
