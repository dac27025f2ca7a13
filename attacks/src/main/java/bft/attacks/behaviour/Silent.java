package bft.attacks.behaviour;

/** Honest for a while, then silent. */
record Silent(int after) implements Misbehaviour {
    Silent {
        if (after < 0) {
            throw new IllegalArgumentException("silent: after must be >= 0, got " + after);
        }
    }

    @Override
    public Plan answer(Turn turn) {
        return turn.number() < after ? Plan.send(turn.version(), turn.honest()) : Plan.nothing();
    }
}
