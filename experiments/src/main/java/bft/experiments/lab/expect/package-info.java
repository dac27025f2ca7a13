/**
 * Inequalities over the results of an experiment, such as {@code krum.final >= 0.9 * clean.final}.
 * In: their text, the axes of the grid and a way to look a figure up; out: whether they hold, with
 * the figures on both sides. For {@code bft.experiments} and its packages.
 *
 * <p>{@code krum[batch=3].final} is a measure of a point of the grid: a label of any axis, further
 * axes in brackets, the measure. What a selector leaves open is for all: the inequality must hold
 * for every value of that axis, the same one on both sides. It is judged by its margin, the
 * difference of both sides for each seed: the median over the seeds must not be on the wrong side,
 * or the mean, the least or the greatest if {@code over mean}, {@code over min} or {@code over max}
 * is added. {@code min}, {@code max} and {@code mean} of several terms are there, and + - * /.
 */
package bft.experiments.lab.expect;
