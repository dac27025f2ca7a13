package bft.experiments.vectors;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what {@link GoldenFile} answers; its {@code toString} is a summary of a few lines. */
public final class GoldenTally {
    private int agree;
    private final SortedMap<String, String> differences = new TreeMap<>();
    private final SortedMap<String, Integer> uncovered = new TreeMap<>();

    /** Counts one answer; cases that are not normative are not counted. */
    public void add(Map<String, Object> answer) {
        if (!(answer.get("agrees") instanceof Boolean agrees)) {
            return;
        }
        if (answer.get("unsupported") instanceof String reason) {
            uncovered.merge(reason, 1, Integer::sum);
        } else {
            agree += agrees ? 1 : 0;
            if (!agrees) {
                differences.put("" + answer.get("id"), "" + answer.get("difference"));
            }
        }
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        text.append(agree).append(" normative cases agree, ").append(differences.size());
        text.append(" differ");
        differences.forEach((id, how) -> text.append("\n  ").append(id).append(": ").append(how));
        uncovered.forEach(
                (why, count) ->
                        text.append("\nnot covered: ").append(count).append(", ").append(why));
        return text.toString();
    }
}
