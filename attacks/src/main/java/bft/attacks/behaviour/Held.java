package bft.attacks.behaviour;

import java.util.ArrayDeque;
import java.util.Deque;

/** Sends what was forged some models ago; nothing before there is such a thing. */
final class Held implements Misbehaviour {
    private static final int MAX_MODELS = 64;

    private final int models;
    private final boolean truthful;
    private final Deque<Sending> held = new ArrayDeque<>();

    /**
     * @param models how many ago, as many vectors are kept
     * @param truthful whether the version is the true one, or the one at hand
     */
    Held(int models, boolean truthful) {
        if (models < 1 || models > MAX_MODELS) {
            throw new IllegalArgumentException(
                    "models must be in [1, %s], got %s".formatted(MAX_MODELS, models));
        }
        this.models = models;
        this.truthful = truthful;
    }

    @Override
    public Plan answer(Turn turn) {
        held.addLast(new Sending(0, turn.version(), turn.forged()));
        if (held.size() <= models) {
            return Plan.nothing();
        }
        Sending old = held.removeFirst();
        return Plan.send(truthful ? old.baseVersion() : turn.version(), old.gradient());
    }
}
