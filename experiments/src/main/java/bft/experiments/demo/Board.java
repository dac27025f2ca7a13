package bft.experiments.demo;

import bft.experiments.terminal.Terminal;
import bft.experiments.terminal.TextColumns;
import bft.spec.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tables on the screen.
 *
 * @param contenders the progress of each contender, in order
 */
record Board(
        Terminal terminal,
        List<Phase> phases,
        long roundsEach,
        List<ContenderProgress> contenders) {

    /** The standing of all contenders now. */
    List<String> now() {
        long slowest = contenders.stream().mapToLong(ContenderProgress::version).min().orElse(0);
        int phase = (int) Math.min(phases.size() - 1L, slowest / roundsEach);
        List<List<String>> rows = new ArrayList<>();
        for (ContenderProgress contender : contenders) {
            rows.add(
                    row(
                            contender.name(),
                            contender.version(),
                            contender.last(),
                            contender.suspects()));
        }
        return table(phase, rows);
    }

    /** The standing of all contenders at the end of a phase; empty until all have reached it. */
    Optional<List<String>> endOf(int phase) {
        long end = (phase + 1) * roundsEach;
        List<List<String>> rows = new ArrayList<>();
        for (ContenderProgress contender : contenders) {
            Optional<Measurement> point = contender.at(end);
            if (point.isEmpty()) {
                return Optional.empty();
            }
            rows.add(row(contender.name(), end, point, point.get().distrusted()));
        }
        return Optional.of(table(phase, rows));
    }

    private List<String> table(int phase, List<List<String>> rows) {
        rows.add(0, List.of("rule", "round", "accuracy", "distrusted by the server"));
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                "phase %s of %s: workers 7, 8 and 9 send %s"
                        .formatted(phase + 1, phases.size(), phases.get(phase).title()));
        List<String> table = TextColumns.of(rows, 1, terminal.columns());
        lines.add(table.get(0));
        for (int k = 0; k < contenders.size(); k++) {
            String name = contenders.get(k).name();
            String line = table.get(k + 1);
            lines.add(terminal.paint(k, name) + line.substring(name.length()));
        }
        return lines;
    }

    private static List<String> row(
            String name,
            long round,
            Optional<Measurement> point,
            SortedMap<Integer, String> suspects) {
        String accuracy = point.map(p -> Text.of("%5.1f %%", 100 * p.accuracy())).orElse("");
        return List.of(name, Long.toString(round), accuracy, grouped(suspects));
    }

    /** Workers grouped by the reason for distrust: 7 8 9 (non-finite). */
    static String grouped(SortedMap<Integer, String> suspects) {
        var byReason = new TreeMap<String, List<String>>();
        suspects.forEach(
                (worker, why) ->
                        byReason.computeIfAbsent(kind(why), k -> new ArrayList<>())
                                .add(worker.toString()));
        return byReason.isEmpty()
                ? "-"
                : byReason.entrySet().stream()
                        .map(e -> String.join(" ", e.getValue()) + " (" + e.getKey() + ")")
                        .collect(Collectors.joining(", "));
    }

    /** The evidence without its number, which differs between workers. */
    private static String kind(String why) {
        return why.startsWith("distance") ? "far from the rest" : why;
    }
}
