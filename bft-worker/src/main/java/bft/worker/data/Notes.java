package bft.worker.data;

import java.util.ArrayList;
import java.util.List;

/** How a data set was read, line by line. */
final class Notes {
    /** What a line begins with that tells of a guess. */
    static final String WARNING = "warning: ";

    private final List<String> lines = new ArrayList<>();

    /** Notes what was done. */
    void add(String line) {
        lines.add(line);
    }

    /** Notes what was guessed and may be wrong. */
    void warn(String line) {
        lines.add(WARNING + line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** What was guessed. */
    List<String> warnings() {
        return lines.stream()
                .filter(line -> line.startsWith(WARNING))
                .map(line -> line.substring(WARNING.length()))
                .toList();
    }
}
