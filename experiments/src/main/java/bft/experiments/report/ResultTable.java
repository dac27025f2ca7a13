package bft.experiments.report;

import bft.experiments.lab.GridPoint;
import bft.experiments.lab.Results;
import bft.experiments.lab.RunOutcome;
import bft.experiments.lab.expect.Expectation;
import bft.spec.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The measures of a sweep in rows. */
public final class ResultTable {
    private static final int FEW = 3;

    private ResultTable() {}

    /** One line for each run, with every measure in full; the same results give the same bytes. */
    public static String csv(Results results) {
        List<String> measures = results.experiment().kind().measures();
        var csv = new StringBuilder();
        var head = new StringJoiner(",");
        results.experiment().axes().forEach(axis -> head.add(axis.name()));
        head.add("seed");
        measures.forEach(head::add);
        csv.append(head.add("ended")).append('\n');
        for (GridPoint point : results.experiment().points()) {
            for (Map.Entry<Long, RunOutcome> run : results.at(point.name()).entrySet()) {
                var row = new StringJoiner(",");
                point.labels().values().forEach(row::add);
                row.add(run.getKey().toString());
                measures.forEach(m -> row.add(Double.toString(run.getValue().measure(m))));
                row.add('"' + run.getValue().failure().replace('"', '\'') + '"');
                csv.append(row).append('\n');
            }
        }
        return csv.toString();
    }

    /**
     * One row for each point under a row of titles: the median over the seeds, and the least and
     * the greatest. Measures with the same value everywhere are omitted, unless few others remain.
     */
    public static List<List<String>> rows(Results results) {
        List<String> measures = measures(results);
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("point"));
        head.addAll(measures);
        rows.add(head);
        for (GridPoint point : results.experiment().points()) {
            List<String> row = new ArrayList<>(List.of(point.name()));
            measures.forEach(m -> row.add(cell(results.measured(point.name(), m))));
            rows.add(row);
        }
        return rows;
    }

    private static List<String> measures(Results results) {
        List<String> all = results.experiment().kind().measures();
        List<String> varying = all.stream().filter(measure -> varies(results, measure)).toList();
        return varying.size() < FEW || results.experiment().points().size() == 1 ? all : varying;
    }

    private static boolean varies(Results results, String measure) {
        return results.experiment().points().stream()
                        .flatMapToDouble(p -> Arrays.stream(results.measured(p.name(), measure)))
                        .distinct()
                        .count()
                > 1;
    }

    private static String cell(double[] values) {
        String median = number(Expectation.median(values));
        double least = Arrays.stream(values).min().orElse(Double.NaN);
        double greatest = Arrays.stream(values).max().orElse(Double.NaN);
        return least < greatest
                ? median + " (" + number(least) + " to " + number(greatest) + ")"
                : median;
    }

    /** A number for the reader, rounded. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        boolean whole = value == Math.rint(value) && size < 1e6;
        return Text.of(whole ? "%.0f" : size < 0.001 || size >= 1e5 ? "%.1e" : "%.3f", value);
    }
}
