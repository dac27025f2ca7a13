package bft.attacks.behaviour;

import java.util.ArrayDeque;
import java.util.Deque;

/** Sends the vector forged some models ago, and nothing before there is one. */
final class Delayed implements Misbehaviour {
    private final int models;
    private final boolean truthful;
    private final Deque<Sending> delayed = new ArrayDeque<>();

    /**
     * @param models delay in models, which is also the number of vectors kept
     * @param truthful whether it claims the true version, or else the present one
     */
    Delayed(int models, boolean truthful) {
        this.models = models;
        this.truthful = truthful;
    }

    @Override
    public Plan answer(Turn turn) {
        delayed.addLast(new Sending(0, turn.version(), turn.forged()));
        if (delayed.size() <= models) {
            return Plan.nothing();
        }
        Sending old = delayed.removeFirst();
        return Plan.send(truthful ? old.baseVersion() : turn.version(), old.gradient());
    }
}
