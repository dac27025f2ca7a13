package bft.experiments;

import bft.experiments.terminal.Columns;
import bft.experiments.vectors.JsonVectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One entry of a registry as a person reads it.
 *
 * @param name first column
 * @param lines second column, each from a line of its own
 */
record Listing(String name, List<String> lines) {
    private static final int WIDTH = 100;

    /** Prints a registry, for people or as one JSON array. */
    static <T> void print(
            PrintWriter out,
            boolean json,
            List<String> titles,
            List<T> entries,
            Function<T, Listing> listing)
            throws IOException {
        if (json) {
            out.println(JsonVectors.MAPPER.writeValueAsString(entries));
        } else {
            table(titles, entries.stream().map(listing).toList()).forEach(out::println);
        }
    }

    /** The lines of a table of at most 100 columns. */
    private static List<String> table(List<String> titles, List<Listing> listings) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(titles);
        for (Listing listing : listings) {
            rows.add(List.of("", ""));
            String name = listing.name;
            for (String line : listing.lines) {
                rows.add(List.of(name, line));
                name = "";
            }
        }
        return Columns.of(rows, 1, WIDTH);
    }
}
