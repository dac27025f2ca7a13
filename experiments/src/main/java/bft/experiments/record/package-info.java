/**
 * The records of a run: its rounds as CSV and JSON lines, and the series that plots draw. In:
 * rounds; out: files. For {@code bft.experiments} and its packages.
 */
package bft.experiments.record;
