package bft.experiments.report;

import bft.experiments.lab.Point;
import bft.experiments.lab.Results;
import bft.experiments.lab.expect.Verdict;
import bft.experiments.plot.Drawing;
import bft.experiments.terminal.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything there is to read of a finished sweep. */
public final class Report {
    private static final int WIDTH = 160;

    private Report() {}

    /**
     * Writes {@code results.csv}, {@code table.txt}, {@code figures/*.svg} and {@code .png}, and
     * {@code report.html}.
     *
     * @param versions the programs in use, one a line
     * @return the lines of the table and of the verdicts
     */
    public static List<String> write(Results results, Path directory, List<String> versions)
            throws IOException {
        List<Verdict> verdicts = results.verdicts();
        List<Drawing> drawings = new Figures(results).all();
        Files.writeString(directory.resolve("results.csv"), ResultTable.csv(results));
        List<String> lines = new ArrayList<>(Columns.of(ResultTable.rows(results), 0, WIDTH));
        verdicts.forEach(verdict -> lines.add(line(verdict)));
        Files.write(directory.resolve("table.txt"), lines);
        Path figures = Files.createDirectories(directory.resolve("figures"));
        for (int i = 0; i < drawings.size(); i++) {
            drawings.get(i).write(figures, "figure-" + (i + 1));
        }
        Files.writeString(
                directory.resolve("report.html"),
                HtmlReport.of(results, verdicts, drawings, versions));
        return lines;
    }

    private static String line(Verdict verdict) {
        String at = verdict.at().isEmpty() ? "" : " at " + Point.name(verdict.at());
        return "%s  %s  (value %s, bound %s, margin %s%s)"
                .formatted(
                        verdict.holds() ? "holds" : "FAILS",
                        verdict.text(),
                        ResultTable.number(verdict.value()),
                        ResultTable.number(verdict.bound()),
                        ResultTable.number(verdict.margin()),
                        at);
    }
}
