/**
 * Experiments as files. {@link bft.experiments.lab.Experiment} is one file: settings, a grid over
 * any of them, seeds, and what is expected of the results; {@link bft.experiments.lab.Sweep} runs
 * every point of the grid with every seed, several at once, into a directory where a killed sweep
 * goes on. In: YAML; out: one {@link bft.experiments.lab.RunOutcome} a run, and the table of them.
 * For {@code bft.experiments} and its packages. More than twelve public types, since the commands
 * and the reports see both the file and what came of it.
 */
package bft.experiments.lab;
