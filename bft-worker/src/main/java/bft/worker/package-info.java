/**
 * The worker: its loop, its command line, its report.
 *
 * <p>{@link bft.worker.Worker} pulls models through a {@code ParameterClient}, computes with a
 * given function, and pushes what the function returns, an honest gradient or an attack. Other
 * worker loops share {@link bft.worker.Participation} with it. {@link bft.worker.WorkerMain} runs
 * it as a process. Only experiments import this package.
 */
package bft.worker;
