package bft.attacks.behaviour;

/**
 * Honest gradients and forged ones, alternately.
 *
 * @param good number of honest ones
 * @param bad number of forged ones that follow; 0 for all the rest
 */
record Burst(int good, int bad) implements Misbehaviour {
    @Override
    public Plan answer(Turn turn) {
        long position = bad == 0 ? turn.number() : turn.number() % ((long) good + bad);
        return Plan.send(turn.version(), position < good ? turn.honest() : turn.forged());
    }
}
