package bft.experiments.report;

import bft.experiments.lab.GridPoint;
import bft.experiments.lab.Results;
import bft.experiments.lab.expect.ExpectationVerdict;
import bft.experiments.output.ResultFile;
import bft.experiments.plot.Drawing;
import bft.experiments.plot.UndrawableException;
import bft.experiments.terminal.TextColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the report of a finished sweep. */
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
        List<ExpectationVerdict> verdicts = results.verdicts();
        List<Drawing> drawings = new Figures(results).all();
        ResultFile.write(directory.resolve("results.csv"), ResultTable.csv(results));
        List<String> lines = new ArrayList<>(TextColumns.of(ResultTable.rows(results), 0, WIDTH));
        lines.addAll(failures(results));
        verdicts.forEach(verdict -> lines.add(line(verdict)));
        ResultFile.write(directory.resolve("table.txt"), lines);
        draw(drawings, Files.createDirectories(directory.resolve("figures"))).ifPresent(lines::add);
        ResultFile.write(
                directory.resolve("report.html"),
                HtmlReport.of(results, verdicts, drawings, versions));
        return lines;
    }

    /**
     * Draws the figures; returns a message if they cannot be drawn, since results do not need them.
     */
    private static Optional<String> draw(List<Drawing> drawings, Path figures) throws IOException {
        try {
            for (int i = 0; i < drawings.size(); i++) {
                Drawing drawing = drawings.get(i);
                String name = "figure-" + (i + 1);
                UndrawableException.guard(() -> drawing.write(figures, name));
            }
            return Optional.empty();
        } catch (UndrawableException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** A line for each run that ended early. */
    private static List<String> failures(Results results) {
        List<String> lines = new ArrayList<>();
        for (GridPoint point : results.experiment().points()) {
            results.at(point.name())
                    .forEach(
                            (seed, outcome) -> {
                                if (!outcome.failure().isEmpty()) {
                                    String run = point.name() + ", seed " + seed;
                                    lines.add("ended early: " + run + ": " + outcome.failure());
                                }
                            });
        }
        return lines;
    }

    private static String line(ExpectationVerdict verdict) {
        String at = verdict.at().isEmpty() ? "" : " at " + GridPoint.name(verdict.at());
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
