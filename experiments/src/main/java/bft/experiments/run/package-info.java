/**
 * One training run as a value: {@link bft.experiments.run.RunConfig} says all that decides it,
 * {@link bft.experiments.run.LoadedRun} holds its data and hands out what honest and Byzantine
 * workers compute. The same scenario runs in one thread, in one process with real sockets and in
 * many processes. For {@code bft.experiments} and its packages.
 *
 * <p>The Byzantine workers are the last ones: of n workers, b of them Byzantine, n-b to n-1.
 */
package bft.experiments.run;
