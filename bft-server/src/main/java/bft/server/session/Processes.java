package bft.server.session;

import bft.worker.wire.JoinRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Which process each worker is, by the instance that it gives, and which ones others with the same
 * token have pushed out. The newest wins, and the others do not come back: else two processes with
 * one token would take the slot from each other for ever. Bounded by the number of workers.
 */
public final class Processes {
    /** How many that were pushed out are remembered of each worker. */
    static final int REMEMBERED = 4;

    private final Map<Integer, Long> holders = new HashMap<>();
    private final Map<Integer, Deque<Long>> pushedOut = new HashMap<>();

    /** Who gives no instance cannot be told from others, and is never held to be pushed out. */
    public boolean isPushedOut(int worker, long instance) {
        Deque<Long> others = pushedOut.get(worker);
        return others != null && others.contains(instance);
    }

    /**
     * The instance of the process that has taken the slot and not left it, whether or not it is
     * connected; {@link JoinRequest#UNNAMED} if there is none or it gave none.
     */
    public long holder(int worker) {
        return holders.getOrDefault(worker, JoinRequest.UNNAMED);
    }

    /** A process takes the slot; the one that had it is pushed out if it is another. */
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

    /** The process gives the slot up by itself: whoever comes next pushes nobody out. */
    public void left(int worker) {
        holders.remove(worker);
    }
}
