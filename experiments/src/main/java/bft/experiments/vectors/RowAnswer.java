package bft.experiments.vectors;

import bft.aggregation.engine.RowReport;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a rule did with each row, as JSON.
 *
 * @param weights of the rows in the aggregate
 * @param excluded indices of the rows that were left out
 * @param reasons in the order of the excluded rows
 * @param changed by row: how the rule changed it, as text
 */
public record RowAnswer(
        List<Double> weights,
        @JsonProperty("left_out") List<Integer> excluded,
        List<String> reasons,
        Map<Integer, String> changed) {
    public static RowAnswer of(List<RowReport> rows) {
        Map<Integer, String> changed = new TreeMap<>();
        rows.forEach(row -> row.changed().ifPresent(text -> changed.put(row.row(), text)));
        return new RowAnswer(
                rows.stream().map(RowReport::weight).toList(),
                rows.stream().filter(r -> r.excluded().isPresent()).map(RowReport::row).toList(),
                rows.stream().map(RowReport::excluded).flatMap(Optional::stream).toList(),
                changed);
    }
}
