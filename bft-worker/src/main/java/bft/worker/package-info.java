/**
 * The worker: its loop, its command line, its report.
 *
 * <p>{@link bft.worker.Worker} pulls models through a {@code ParameterClient}, computes with a
 * function that it is given, and pushes what the function returns; whatever stands in the place of
 * that function, an honest gradient or an attack, goes the same way. A loop of another kind shares
 * {@link bft.worker.Participation} with it. {@link bft.worker.WorkerMain} makes a process of it.
 * Nobody imports this package but experiments.
 */
package bft.worker;
