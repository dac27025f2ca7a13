package bft.attacks.behaviour;

import java.util.List;

/**
 * Forged vectors, and an absence after every few of them.
 *
 * @param models number of models answered between two absences
 * @param nanos length of an absence
 */
record ComeAndGo(int models, long nanos) implements Misbehaviour {
    @Override
    public Plan answer(Turn turn) {
        boolean leaves = (turn.number() + 1) % models == 0;
        var sending = new Sending(0, turn.version(), turn.forged());
        return new Plan(List.of(sending), leaves ? nanos : 0);
    }
}
