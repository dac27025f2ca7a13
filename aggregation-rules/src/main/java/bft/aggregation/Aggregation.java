package bft.aggregation;

import java.util.List;

/**
 * The result of one aggregation and the part each row had in it.
 *
 * @param output d coordinates; the caller's to keep
 * @param rows one report for each input row, in input order; put into words when looked at
 */
public record Aggregation(float[] output, List<RowReport> rows) {
    public Aggregation {
        rows = rows instanceof Reports ? rows : List.copyOf(rows);
    }
}
