/**
 * The report of an experiment: its table as text and CSV, its figures, and one HTML page that
 * contains all of them and needs no network. In: results of a sweep; out: files. For {@code
 * bft.experiments}.
 */
package bft.experiments.report;
