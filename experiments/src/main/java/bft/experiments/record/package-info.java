/**
 * What a run leaves behind: its rounds as CSV and JSON lines, and the series that plots draw. In:
 * figures of rounds; out: files. For {@code bft.experiments} and its packages.
 */
package bft.experiments.record;
