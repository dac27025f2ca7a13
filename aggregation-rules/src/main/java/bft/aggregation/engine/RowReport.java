package bft.aggregation.engine;

import java.util.Optional;

/**
 * The outcome for one input row.
 *
 * @param row index of the row
 * @param weight how much it counted: its weight in the mean of the mixed rows; 0 if excluded
 * @param score what the rule ranked it by (low is good), NaN for rules that do not rank
 * @param distance Euclidean distance to the output, for a rule that takes rows with NaN over the
 *     other coordinates; else NaN for a row with a NaN or an infinity, and where it was not
 *     {@linkplain Aggregator#withDistances requested} and is not known anyway
 * @param excluded why it did not count, as text; empty if it did
 * @param changed how a row that counts was changed, as text: clipped by how much, cut in how many
 *     coordinates (of about a hundred sampled ones); empty if it was not
 */
public record RowReport(
        int row,
        double weight,
        double score,
        double distance,
        Optional<String> excluded,
        Optional<String> changed) {}
