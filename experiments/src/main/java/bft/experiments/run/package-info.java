/**
 * One training run as a value: {@link bft.experiments.run.RunConfig} has all its settings, {@link
 * bft.experiments.run.LoadedRun} holds its data and gives the gradients of honest and Byzantine
 * workers. The same configuration runs in one thread, in one process with real sockets and in many
 * processes. For {@code bft.experiments} and its packages.
 *
 * <p>The Byzantine workers are the last ones: of n workers, b of them Byzantine, n-b to n-1.
 */
package bft.experiments.run;
