/**
 * What people read of an experiment: its table as text and CSV, its figures, and one HTML page with
 * all of it that needs no network. In: results of a sweep; out: files. For {@code bft.experiments}.
 */
package bft.experiments.report;
