package bft.server.session;

import bft.worker.wire.JoinRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Which process holds each worker's slot, by its instance number, and which earlier processes with
 * the same token it replaced. The newest process wins, and replaced ones may not return: otherwise
 * two processes with one token would take the slot from each other for ever. Memory is bounded by
 * the number of workers.
 */
public final class Processes {
    /** How many replaced processes are remembered per worker. */
    static final int REMEMBERED = 4;

    private final Map<Integer, Long> holders = new HashMap<>();
    private final Map<Integer, Deque<Long>> pushedOut = new HashMap<>();

    /**
     * Whether this process was replaced. A process without an instance number cannot be recognised,
     * and never counts as replaced.
     */
    public boolean isPushedOut(int worker, long instance) {
        Deque<Long> others = pushedOut.get(worker);
        return others != null && others.contains(instance);
    }

    /**
     * The instance of the process that has registered and not left, whether or not it is connected;
     * {@link JoinRequest#UNNAMED} if there is none or it sent none.
     */
    public long holder(int worker) {
        return holders.getOrDefault(worker, JoinRequest.UNNAMED);
    }

    /** A process registers; if another process held the slot, that one is replaced. */
    public void take(int worker, long instance) {
        long before = holder(worker);
        if (before != JoinRequest.UNNAMED && before != instance) {
            remember(pushedOut.computeIfAbsent(worker, none -> new ArrayDeque<>()), before);
        }
        holders.put(worker, instance);
    }

    private static void remember(Deque<Long> others, long instance) {
        if (others.size() == REMEMBERED) {
            others.removeFirst();
        }
        others.addLast(instance);
    }

    /** The process deregisters: the next one replaces none. */
    public void left(int worker) {
        holders.remove(worker);
    }
}
