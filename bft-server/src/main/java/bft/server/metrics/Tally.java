package bft.server.metrics;

import bft.worker.verdict.Refusal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The outcomes of one worker's calls since the step before.
 *
 * @param accepted gradients accepted, by staleness in versions
 * @param refused calls refused, by reason
 */
public record Tally(SortedMap<Long, Integer> accepted, SortedMap<Refusal, Integer> refused) {
    public Tally {
        accepted = Collections.unmodifiableSortedMap(new TreeMap<>(accepted));
        refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
    }

    /** Number of gradients accepted. */
    public int acceptedCount() {
        return accepted.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Number of calls refused. */
    public int refusedCount() {
        return refused.values().stream().mapToInt(Integer::intValue).sum();
    }
}
