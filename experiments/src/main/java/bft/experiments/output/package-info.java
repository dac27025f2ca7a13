/**
 * Output of results: files that are complete or absent, and a standard output whose failure is not
 * lost. In: text and bytes; out: files, or an {@link bft.experiments.output.UnwritableException}
 * that says which one, why and what to do. For {@code bft.experiments} and its packages.
 */
package bft.experiments.output;
