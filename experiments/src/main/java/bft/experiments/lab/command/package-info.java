/** {@code bft experiment}: list, run, breakdown. In: arguments; out: text, files, an exit code. */
package bft.experiments.lab.command;
