/**
 * What a worker trains: the settings that an operator may give to a job or to a worker, and how a
 * contract and a worker's own settings combine. Data in: a {@code Contract} and the data set. Data
 * out: the function from a model to a gradient. Imported by the worker's process and by the
 * server's options.
 */
package bft.worker.task;
