package bft.worker.data;

import java.util.ArrayList;
import java.util.List;

/** How a data set was read, line by line. */
final class Notes {
    /** Prefix of a line about a guess. */
    static final String WARNING = "warning: ";

    private final List<String> lines = new ArrayList<>();

    /** Adds a note on what was done. */
    void add(String line) {
        lines.add(line);
    }

    /** Adds a warning about a guess that may be wrong. */
    void warn(String line) {
        lines.add(WARNING + line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The lines about guesses. */
    List<String> warnings() {
        return lines.stream()
                .filter(line -> line.startsWith(WARNING))
                .map(line -> line.substring(WARNING.length()))
                .toList();
    }
}
