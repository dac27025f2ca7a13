package bft.attacks.behaviour;

/** Honest for a while, then silent. */
record Silent(int after) implements Misbehaviour {
    @Override
    public Plan answer(Turn turn) {
        return turn.number() < after ? Plan.send(turn.version(), turn.honest()) : Plan.nothing();
    }
}
