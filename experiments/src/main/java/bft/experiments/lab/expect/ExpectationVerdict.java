package bft.experiments.lab.expect;

import java.util.Map;

/**
 * How an expectation came out.
 *
 * @param text the inequality
 * @param value the median over the seeds of its left side
 * @param bound that of its right side
 * @param margin by how much it holds, with {@code over} taken over the seeds; below 0 it does not;
 *     NaN if a figure is missing
 * @param over how the margins of the seeds were put together
 * @param at the labels of those axes that the inequality leaves open, where it is closest
 */
public record ExpectationVerdict(
        String text,
        boolean holds,
        double value,
        double bound,
        double margin,
        String over,
        Map<String, String> at) {}
