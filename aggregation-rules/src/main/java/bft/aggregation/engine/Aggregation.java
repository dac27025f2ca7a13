package bft.aggregation.engine;

import java.util.List;
import java.util.Optional;

/**
 * The result of one aggregation and a report on each row.
 *
 * @param output d coordinates; the caller's to keep
 * @param rows one report for each input row, in input order; each is formatted when it is read
 * @param note a remark on the whole result, see {@link Decision#note}
 */
public record Aggregation(float[] output, List<RowReport> rows, Optional<String> note) {
    public Aggregation {
        rows = rows instanceof LazyRowReports ? rows : List.copyOf(rows);
    }

    /** A result without a note. */
    public Aggregation(float[] output, List<RowReport> rows) {
        this(output, rows, Optional.empty());
    }
}
