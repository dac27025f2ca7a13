package bft.server.core;

import bft.aggregation.admission.Contribution;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Pushes that came while a step was being computed, in order of arrival: one a worker at most, so n
 * gradients in all.
 */
final class Waiting {
    private final Deque<Push> line = new ArrayDeque<>();
    private final Map<Integer, Long> sequences = new HashMap<>();

    /** A gradient that waits to be judged. */
    record Push(Contribution contribution, long sequence) {
        int worker() {
            return contribution.worker();
        }

        float[] gradient() {
            return contribution.gradient();
        }

        Announcement announcement() {
            return new Announcement(
                    worker(), sequence, contribution.baseVersion(), gradient().length);
        }
    }

    void add(Push push) {
        line.addLast(push);
        sequences.put(push.worker(), push.sequence());
    }

    /** The one that came first, which waits no longer. */
    Push next() {
        Push first = line.removeFirst();
        sequences.remove(first.worker());
        return first;
    }

    boolean isEmpty() {
        return line.isEmpty();
    }

    /** The number of the worker's push that waits. */
    OptionalLong sequenceOf(int worker) {
        Long sequence = sequences.get(worker);
        return sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence);
    }

    /** Whether that push of the worker waits. */
    boolean holds(int worker, long sequence) {
        return sequenceOf(worker).equals(OptionalLong.of(sequence));
    }
}
