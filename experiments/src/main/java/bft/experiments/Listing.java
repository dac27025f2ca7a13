package bft.experiments;

import bft.experiments.terminal.Columns;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of a registry as a person reads it.
 *
 * @param name first column
 * @param condition second column
 * @param lines third column, each from a line of its own
 */
record Listing(String name, String condition, List<String> lines) {
    private static final int WIDTH = 100;

    /** The lines of a table of at most 100 columns. */
    static List<String> table(List<String> titles, List<Listing> listings) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(titles);
        for (Listing listing : listings) {
            rows.add(List.of("", "", ""));
            String name = listing.name;
            String condition = listing.condition;
            for (String line : listing.lines) {
                rows.add(List.of(name, condition, line));
                name = "";
                condition = "";
            }
        }
        return Columns.of(rows, 1, WIDTH);
    }
}
