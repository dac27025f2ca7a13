/**
 * Inequalities over the results of an experiment, such as {@code krum.final >= 0.9 * clean.final}.
 * In: their text, the axes of the grid and a function that looks a measure up; out: whether they
 * hold, with the values of both sides. For {@code bft.experiments} and its packages.
 *
 * <p>{@code krum[batch=3].final} is a measure of a point of the grid: a label of any axis, further
 * axes in brackets, the measure. An axis that a selector does not name is open: the inequality must
 * hold for every value of that axis, with the same value on both sides. Its margin is the
 * difference of both sides for each seed, combined over the seeds: the median, or the mean, the
 * least or the greatest if {@code over mean}, {@code over min} or {@code over max} is added. The
 * margin must not be on the wrong side of 0. Terms are combined by {@code min}, {@code max}, {@code
 * mean} and + - * /.
 */
package bft.experiments.lab.expect;
