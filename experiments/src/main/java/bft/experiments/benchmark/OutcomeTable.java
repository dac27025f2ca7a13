package bft.experiments.benchmark;

import bft.experiments.terminal.TextColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Outcomes as a table for a person. */
final class OutcomeTable {
    private static final int WIDTH = 100;
    private static final List<String> TITLES =
            List.of("  f", "   ms min", "   median", "      max", "  GB/s", "x read", "x mean");

    private OutcomeTable() {}

    /** One line about kernels and machine. */
    static String header(RulesBench bench) {
        Runtime runtime = Runtime.getRuntime();
        return String.format(
                Locale.ROOT,
                "kernels: %s; JDK %s; %s processors; heap %.1f GB; seed %s%s",
                bench.kernels(),
                Runtime.version(),
                runtime.availableProcessors(),
                runtime.maxMemory() / 1e9,
                bench.seed(),
                bench.distances() ? "; distances" : "");
    }

    /** The lines of one cell, at most 100 columns wide. */
    static List<String> of(Cell cell, List<RuleOutcome> outcomes) {
        List<List<String>> rows = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        lines.add("");
        lines.add("n=%s d=%s threads=%s".formatted(cell.n(), cell.d(), cell.threads()));
        rows.add(cells(TITLES, "     bytes", "rule"));
        for (RuleOutcome outcome : outcomes) {
            if (outcome instanceof RuleOutcome.Timed timed) {
                rows.add(row(timed));
                lines.set(1, title(cell, timed));
            } else if (outcome instanceof RuleOutcome.Skipped without) {
                skipped.add("skipped: " + without.why());
            }
        }
        if (rows.size() > 1) {
            lines.addAll(TextColumns.of(rows, 1, WIDTH));
        }
        if (!skipped.isEmpty()) {
            lines.addAll(TextColumns.of(skipped.stream().map(List::of).toList(), 1, WIDTH));
        }
        return lines;
    }

    private static String title(Cell cell, RuleOutcome.Timed timed) {
        return "n=%s d=%s threads=%s: reading the rows once takes %s ms, %s GB/s"
                .formatted(
                        cell.n(),
                        cell.d(),
                        cell.threads(),
                        number(timed.readMs()),
                        number(cell.bytes() / timed.readMs() / 1e6));
    }

    private static List<String> row(RuleOutcome.Timed timed) {
        List<String> numbers =
                List.of(
                        right(3, "" + timed.subject().f()),
                        right(9, number(timed.msMin())),
                        right(9, number(timed.msMedian())),
                        right(9, number(timed.msMax())),
                        right(6, number(timed.gigabytes())),
                        right(6, number(timed.readRatio())),
                        right(6, number(timed.meanRatio())));
        return cells(numbers, right(10, "" + timed.bytes()), timed.subject().rule());
    }

    private static List<String> cells(List<String> numbers, String bytes, String rule) {
        List<String> cells = new ArrayList<>(numbers);
        cells.add(bytes);
        cells.add(rule);
        return cells;
    }

    /** Three significant digits, or all before the point. */
    static String number(double value) {
        int digits = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    static String right(int width, String text) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
