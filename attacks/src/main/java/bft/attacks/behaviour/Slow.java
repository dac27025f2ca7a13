package bft.attacks.behaviour;

import java.util.List;

/** Sends the forged vector late. */
record Slow(long nanos) implements Misbehaviour {
    @Override
    public Plan answer(Turn turn) {
        return new Plan(List.of(new Sending(nanos, turn.version(), turn.forged())), 0);
    }
}
