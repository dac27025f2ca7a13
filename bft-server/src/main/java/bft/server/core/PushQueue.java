package bft.server.core;

import bft.aggregation.admission.Contribution;
import bft.aggregation.state.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Pushes that wait to be processed, in order of arrival: at most one per worker, so n gradients in
 * all. The first of them may be in the filter at this moment.
 */
final class PushQueue {
    private static final String KIND = "waiting";

    private final Deque<Push> line = new ArrayDeque<>();
    private final Map<Integer, Long> sequences = new HashMap<>();

    /** A gradient that waits to be processed. */
    record Push(Contribution contribution, long sequence) {
        int worker() {
            return contribution.worker();
        }

        long base() {
            return contribution.baseVersion();
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

    /** The first push, which stays in the queue. */
    Push first() {
        return line.getFirst();
    }

    /** Removes and returns the first push. */
    Push next() {
        Push first = line.removeFirst();
        sequences.remove(first.worker());
        return first;
    }

    /** Removes and returns the last push. */
    Push last() {
        Push last = line.removeLast();
        sequences.remove(last.worker());
        return last;
    }

    /** All pushes, in order of arrival. */
    List<Push> all() {
        return List.copyOf(line);
    }

    int size() {
        return line.size();
    }

    boolean isEmpty() {
        return line.isEmpty();
    }

    /** The sequence number of the worker's waiting push. */
    OptionalLong sequenceOf(int worker) {
        Long sequence = sequences.get(worker);
        return sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence);
    }

    /** Whether this push of the worker waits. */
    boolean holds(int worker, long sequence) {
        return sequenceOf(worker).equals(OptionalLong.of(sequence));
    }

    /** The gradients that wait. */
    List<float[]> gradients() {
        return line.stream().map(Push::gradient).toList();
    }

    /** This as a snapshot, which shares the gradients. */
    Snapshot snapshot() {
        return Snapshot.of(KIND)
                .with("workers", line.stream().mapToLong(Push::worker).toArray())
                .with("sequences", line.stream().mapToLong(Push::sequence).toArray())
                .with("bases", line.stream().mapToLong(Push::base).toArray())
                .with("gradients", line.stream().map(Push::gradient).toArray(float[][]::new))
                .build();
    }

    /**
     * The pushes in a snapshot.
     *
     * @throws IllegalArgumentException naming the field that does not fit
     */
    static PushQueue of(Snapshot snapshot, int n, int dimension) {
        snapshot.expecting(KIND).holding("workers", "sequences", "bases", "gradients");
        int count = Math.min(n, snapshot.size("workers"));
        long[] workers = snapshot.wholes("workers", count, 0, n - 1);
        long[] sequences = snapshot.wholes("sequences", count, 1, Long.MAX_VALUE);
        long[] bases = snapshot.wholes("bases", count);
        float[][] gradients = snapshot.rows("gradients", count, dimension);
        var waiting = new PushQueue();
        for (int i = 0; i < count; i++) {
            var contribution = new Contribution((int) workers[i], bases[i], gradients[i]);
            waiting.add(new Push(contribution, sequences[i]));
        }
        return waiting;
    }
}
