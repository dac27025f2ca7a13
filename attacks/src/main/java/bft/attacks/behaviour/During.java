package bft.attacks.behaviour;

import bft.spec.BadArgument;

/**
 * Forged vectors on some versions of the model and honest ones on all others, or the reverse.
 *
 * @param from the first of these versions
 * @param to the first version after them
 * @param forges whether the forged ones are sent on these versions
 */
record During(int from, int to, boolean forges) implements Misbehaviour {
    During {
        BadArgument.when(from >= to)
                .because("during: from must be below to, got from=%s, to=%s", from, to);
    }

    @Override
    public Plan answer(Turn turn) {
        boolean inside = turn.version() >= from && turn.version() < to;
        return Plan.send(turn.version(), inside == forges ? turn.forged() : turn.honest());
    }
}
