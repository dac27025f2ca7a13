package bft.experiments.benchmark;

import bft.experiments.terminal.TextColumns;
import bft.spec.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table for a person with a line for each outcome: numbers, aligned right below their titles, and
 * a name in the last column.
 */
final class OutcomeTable<T> {
    private final int width;
    private final List<String> titles = new ArrayList<>();
    private final List<Function<T, String>> cells = new ArrayList<>();

    /**
     * @param width the number of characters a line may have
     */
    OutcomeTable(int width) {
        this.width = width;
    }

    /** Adds a column as wide as its title, with three significant digits. */
    OutcomeTable<T> number(String title, Function<T, Double> value) {
        return column(title, outcome -> number(value.apply(outcome)));
    }

    /** Adds a column as wide as its title. */
    OutcomeTable<T> column(String title, Function<T, Object> value) {
        titles.add(title);
        cells.add(outcome -> right(title.length(), "" + value.apply(outcome)));
        return this;
    }

    /** The lines, with the titles first; none without outcomes. */
    List<String> lines(List<T> outcomes) {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(titles);
        for (T outcome : outcomes) {
            rows.add(cells.stream().map(cell -> cell.apply(outcome)).toList());
        }
        return TextColumns.of(rows, 1, width);
    }

    /** Three significant digits, or all before the point. */
    static String number(double value) {
        int digits = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
        return Text.of("%." + digits + "f", value);
    }

    private static String right(int width, String text) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
