/**
 * Experiments. {@link bft.experiments.lab.Experiment} is one file: settings, a grid over any of
 * them, seeds, and expectations on the results; {@link bft.experiments.lab.Sweep} runs every point
 * of the grid with every seed, several at once, into a directory in which a killed sweep can be
 * continued. In: YAML; out: one {@link bft.experiments.lab.RunOutcome} a run, and the table of
 * them. For {@code bft.experiments} and its packages. More than twelve public types, since the
 * commands and the reports need both the experiment and its results.
 */
package bft.experiments.lab;
