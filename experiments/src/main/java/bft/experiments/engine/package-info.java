/**
 * The one way to carry out a run, for all commands: in virtual time, over loopback or in separate
 * processes. In: a loaded run; out: rounds, reported to an observer. For {@code bft.experiments}
 * and its packages.
 */
package bft.experiments.engine;
