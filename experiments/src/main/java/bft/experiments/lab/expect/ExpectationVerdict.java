package bft.experiments.lab.expect;

import java.util.Map;

/**
 * The verdict on an expectation.
 *
 * @param text the inequality
 * @param value the median over the seeds of its left side
 * @param bound the median over the seeds of its right side
 * @param margin by how much it holds, combined over the seeds by {@code over}; below 0 it does not
 *     hold; NaN if a measure is missing
 * @param over how the margins of the seeds were combined
 * @param at the labels of the open axes of the inequality, where the margin is smallest
 */
public record ExpectationVerdict(
        String text,
        boolean holds,
        double value,
        double bound,
        double margin,
        String over,
        Map<String, String> at) {}
