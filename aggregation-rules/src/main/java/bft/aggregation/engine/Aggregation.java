package bft.aggregation.engine;

import java.util.List;
import java.util.Optional;

/**
 * The result of one aggregation and the part each row had in it.
 *
 * @param output d coordinates; the caller's to keep
 * @param rows one report for each input row, in input order; put into words when looked at
 * @param note what is to be known of the whole, as {@link Decision#note} says it
 */
public record Aggregation(float[] output, List<RowReport> rows, Optional<String> note) {
    public Aggregation {
        rows = rows instanceof LazyRowReports ? rows : List.copyOf(rows);
    }

    /** A result of which nothing is to be noted. */
    public Aggregation(float[] output, List<RowReport> rows) {
        this(output, rows, Optional.empty());
    }
}
