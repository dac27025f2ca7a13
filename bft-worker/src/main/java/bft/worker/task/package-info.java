/**
 * What a worker trains: the settings that an operator may write for a job or for a worker, and what
 * comes of a contract and a worker's own settings. In: a {@code Contract}, the data; out: the
 * function from a model to a gradient. Imported by the worker's process and by the server's
 * options.
 */
package bft.worker.task;
