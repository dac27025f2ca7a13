package bft.aggregation.engine;

import bft.spec.BadArgument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Coordinates {@code from} to {@code to - 1} of the whole vector.
 *
 * @param from index of the first, at least 0
 * @param to index after the last, at least {@code from}
 */
record Span(long from, long to) {
    Span {
        BadArgument.when(from < 0 || to < from)
                .because("coordinates must be from <= to, both >= 0, got %s to %s", from, to);
    }

    long width() {
        return to - from;
    }

    /**
     * All coordinates of both, in order, with adjacent spans joined.
     *
     * @throws IllegalArgumentException if a coordinate is in both
     */
    static List<Span> union(List<Span> one, List<Span> other) {
        List<Span> all = new ArrayList<>(one);
        all.addAll(other);
        all.sort(Comparator.comparingLong(Span::from));
        List<Span> joined = new ArrayList<>();
        for (Span span : all) {
            int last = joined.size() - 1;
            BadArgument.when(last >= 0 && span.from < joined.get(last).to)
                    .because("coordinate %s is in both parts", span.from);
            boolean follows = last >= 0 && span.from == joined.get(last).to;
            joined.add(follows ? new Span(joined.remove(last).from, span.to) : span);
        }
        return List.copyOf(joined);
    }
}
